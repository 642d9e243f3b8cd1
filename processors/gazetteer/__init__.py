"""Names of people, places and organisations as data."""
