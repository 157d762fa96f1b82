"""Who can be reached, and when."""

from __future__ import annotations

from vox.dialogue.words.common import Words


class PeopleWords(Words):
    """Practitioners and other people who are asked for."""
