"""Measurements, a module a part with ``run(quick) -> {name: Figure}``. Never run as a timed test."""
