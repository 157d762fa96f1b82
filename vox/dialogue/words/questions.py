"""The organization's own questions, and what is noted of their answers."""

from __future__ import annotations

from vox.dialogue.words.common import Words


class QuestionWords(Words):
    """Questions of a service."""
