"""The HTTP side: a versioned JSON API under ``/api/v1`` and the console for people, on the same queries.

``app.create_app(parts)`` makes it; ``parts.WebParts`` is all that it is told.
"""
