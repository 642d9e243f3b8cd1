"""The demonstration: six outlets, articles written for it, a receiver, and a view for a newsroom in a terminal."""
