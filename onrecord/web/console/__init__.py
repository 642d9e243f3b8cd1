"""The console: pages for people, rendered here, on the same queries as the API. Works without JavaScript."""
