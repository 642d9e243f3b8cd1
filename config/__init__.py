"""What people configure: settings from the environment, sources, figures and topics from files."""
