"""HTTP: the API and the console."""
