"""The hub tools written after the heuristic model's last change, so that a rate on them cannot have been tuned for."""

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
