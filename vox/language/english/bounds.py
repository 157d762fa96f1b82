"""What bounds a day or an hour from behind: "… at the latest", "… or later", "so after that"."""

from __future__ import annotations

import re

TRAIL = (
    ("after", re.compile(r"(?: ,)? so (?:any ?time )?after(?: that)?(?= ?$)")),
    ("before", re.compile(r"(?: ,)? so before(?: that)?(?= ?$)")),
    ("until", re.compile(r" (?:at the (?:very )?latest|or (?:earlier|sooner|before))\b")),
    ("from", re.compile(r" (?:at the (?:very )?earliest|or (?:any time )?(?:later|after)|onwards?|and after)\b")),
)
"""By the relation that it makes, as `DayGrammar` and `HourGrammar` have it; the first that is found counts."""
