"""Which topics an utterance asks about: the organization's own by their telling words, and the common ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from vox.config.settings import Settings
from vox.dialogue.understanding import intents
from vox.dialogue.understanding.commands import Command, Faq
from vox.dialogue.understanding.folding import squeeze

SHORT = 6
"""Words of an utterance that need not be a question to be about a topic."""

ALIKE = 88.0
"""How alike (0 to 100) two spellings of one telling word are."""

LONG = 8
"""Letters of a telling word that is still known when it was heard as two or three, or less alike."""

LESS_ALIKE = 82.0
"""How alike a word is to a long one that begins with the same letter: "dépénage" is "dépannage"."""

UNMISTAKABLE = 13
"""Letters of a word that says alone what is meant: "juridictionnelle"."""

_SMALL = frozenset(
    ["les", "des", "une", "que", "qui", "est", "pour", "avec", "dans", "sur", "par", "ses", "mes", "son", "mon", "aux"]
)


class Topics:
    """The topics of one organization."""

    def __init__(self, settings: Settings) -> None:
        self._names = {one.topic: _telling(one.topic, *one.also_called) for one in settings.answers}

    def asked(self, heard: str, flat: str, *, strict: bool = False) -> list[Command]:
        """The topics of the questions in the utterance. strict: only where it surely is a question."""
        questioning = questions(heard, flat)
        if strict and not questioning:
            return []
        own = self._own(flat) if questioning or len(flat.split()) <= SHORT else ()
        common = [topic for topic in intents.topics(flat) if topic not in own]
        common = [topic for topic in common if not _covers(self._names, own, topic)]
        return [Faq(topic) for topic in (*own, *common)]

    def _own(self, flat: str) -> tuple[str, ...]:
        """The organization's topics of which every telling word is in the utterance."""
        words = flat.replace("'", " ").split()
        return tuple(topic for topic, names in self._names.items() if any(_holds(words, name) for name in names))


def questions(heard: str, flat: str) -> bool:
    """Whether the utterance asks something."""
    return "?" in heard or bool(intents.QUESTION.search(flat))


def is_named(topic: str, flat: str) -> bool:
    """Whether the telling words of a topic's identifier were said. flat: folded and squeezed."""
    return any(_holds(flat.replace("'", " ").split(), name) for name in _telling(topic))


def _telling(*names: str) -> tuple[tuple[str, ...], ...]:
    """The telling words of each name of a topic: "que faut-il apporter" is told by "faut" and "apporter"."""
    split = [squeeze(name).replace("'", " ").split() for name in names]
    return tuple(
        told for words in split if (told := tuple(word for word in words if len(word) > 2 and word not in _SMALL))
    )


def _holds(words: Sequence[str], telling: Sequence[str]) -> bool:
    """Whether all the telling words were said, the recogniser's spelling and plurals allowed for; or a long one."""
    said = [
        one
        for one in telling
        if any(word == one or (len(one) > 4 and fuzz.ratio(word, one) >= _least(word, one)) for word in words)
        or (len(one) >= LONG and any(fuzz.ratio(joined, one) >= ALIKE for joined in _joined(words)))
    ]
    return len(said) == len(telling) or any(len(one) >= UNMISTAKABLE for one in said)


def _least(word: str, telling: str) -> float:
    return LESS_ALIKE if len(telling) >= LONG and word[0] == telling[0] else ALIKE


def _joined(words: Sequence[str]) -> Iterator[str]:
    """Two or three words in a row as one: what a recogniser takes apart, "déché trie"."""
    for size in (2, 3):
        yield from ("".join(words[at : at + size]) for at in range(len(words) - size + 1))


def _covers(topics: Mapping[str, Sequence[Sequence[str]]], own: Sequence[str], topic: str) -> bool:
    """Whether one of the organization's topics stands for a common one."""
    return any(one == topic or topic in intents.topics(" ".join(" ".join(name) for name in topics[one])) for one in own)
