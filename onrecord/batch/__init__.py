"""``onrecord batch KIND``: the pipeline's own code on files. A module a kind, each with ``convert(rows, options)``."""
