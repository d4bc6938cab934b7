"""The hub tools that were written after the heuristic model's last change: a rate on them says how general it is."""

HELD_OUT: tuple[str, ...] = (
    "electric-circuits",
    "colour-codes",
    "solid-shapes",
    "paper-formats",
    "transfer-times",
    "wind-scale",
)
"""Slugs of tools; an instruction counts as held out where it needs any of them."""
