"""The hub tools that the heuristic model was never tuned on: a rate on them says how general it is."""

HELD_OUT: tuple[str, ...] = (
    "roman-numerals",
    "cron-schedules",
    "skill-ratings",
    "poker-hands",
    "note-frequencies",
    "health-calculators",
    "hyphenation",
)
"""Slugs of tools; an instruction counts as held out where it needs any of them."""
