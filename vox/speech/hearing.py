"""Hearing: what the caller said, by faster-whisper with a short window, and never what Whisper makes up."""

from __future__ import annotations

import itertools
import re
import time
import unicodedata
import zlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens

from vox.errors import VoxError
from vox.models.taught import TAUGHT
from vox.speech.expectation import shortlist
from vox.speech.names_by_sound import known, usual_name
from vox.speech.tokens import Tokens
from vox.speech.usual_words import usual_words, words_of

RATE = 16_000
"""Hz of what Whisper hears."""

LONGEST_S = 29.0
"""Seconds of one turn that one window of Whisper holds; a longer turn is heard in pieces."""

WINDOW_S = 10.0
"""Seconds of the window in which a turn is heard, at least: in one that hardly holds its speech, the decoder loops."""

_MARGIN_S = 1.0
_WIDEST_S = 30.0
_WIDER = 1.6  # the window of the second attempt, when the first one looped
_BEAM = 6
_OTHERS = 2  # readings beside the likeliest that are worth understanding; for a name all are, by their sound
_USUAL = 0.25
"""Weight of how usual a reading is, beside how likely its sound is: both natural logarithms.

Measured on 142 sentences of training/development/ordinary.txt, French voice, street, before the fourth round of
teaching: of the words, 17.8 % were wrong with the likeliest of 3 readings, 16.8 % with that of 6, 14.3 % with this; at
10 dB, 36.0, 33.0 and 32.0 %. From 0.1 to 0.4 it is the same.
"""
_MOST_TOKENS_A_SECOND = 12  # no French mouth is faster; it bounds what a loop may cost
_NO_SPEECH = 0.3  # probability that nobody speaks
_DOUBTFUL = -0.5
_UNLIKELY = -1.7
_REPETITIVE = 2.4  # compression ratio
_LOST = ("unlikely", "repetition", "prompt")  # why words were not trusted, though there may have been some
_OWN_WORDS = 6  # in a row that are Vox's: then the decoder went on reading its prompt, and hears again without

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Limits:
    """What was measured of a model. window_s: seconds of the window in which it hears, at least.

    no_speech: probability that nobody speaks, above which it is asked again what was heard with doubt.
    """

    window_s: float = WINDOW_S
    no_speech: float = _NO_SPEECH


STOCK_LIMITS = Limits()
TAUGHT_LIMITS = Limits(window_s=6.0, no_speech=0.04)
"""Those of the taught model. It was taught in such windows: one of 10 s takes 70 ms more, and no word less is wrong.

Of 283 utterances, synthetic at 10 dB and human, none that it doubted of had that probability; of what it makes up of
five voices at once, all but two in nine had. Stock Whisper hears worse in such a window, and has it of real words too.
"""

FEATURES_A_SECOND = 100

PROMPT_TOKENS = 120
"""Of names and of what Vox has just said, whose end is what the caller answers."""

FORMS = MappingProxyType(
    {
        "time": "Vendredi à 8 h. Samedi à 9 h 15. Jeudi à 10 h 45. Le soir. 12 h. 14 h. 15 h 30. 17 h."
        " Huit heures et quart.",
        "phone": "06 12 98 76 54. 01 44 55 66 77. 07 30 00 21 92.",
        "name": "Marie Durand. Philippe Girard. Jeanne Rousseau.",
    }
)
"""What answers look like, by what is asked, put before the prompt: hours and digits come out as such.

Measured on synthetic callers over G.711, with other values than these: right answers went from 2 to 5 of 18 for
hours alone ("Dix heures."), from 4 to 7 of 12 for numbers, from 4 to 8 of 18 for names. For days it gave nothing.
Yes and no have none on purpose: out of noise, the decoder would say them.
"""


@dataclass(frozen=True)
class Heard:
    """What was heard. text "": nothing that can be trusted, and `rejected` is the reason in a word.

    confidence: mean log-probability of a token (0 is certain). no_speech: probability that nobody spoke.
    others: the expected answer (a name that many bear, where one was asked) that sounds like one of the readings, and
    the other readings, the likeliest first.
    """

    text: str
    confidence: float
    no_speech: float
    seconds_spent: float
    rejected: str = ""
    others: tuple[str, ...] = ()

    @property
    def unheard(self) -> bool:
        """Whether somebody spoke, as far as can be told, and what they said cannot."""
        return self.rejected in _LOST and self.no_speech < _NO_SPEECH


class Hearing:
    """A Whisper model in CTranslate2's format. Blocking, and safe to call from several threads.

    by_sound: it takes the reading that sounds likeliest, whatever callers usually say. tokens: those that it has, where
    it has fewer than its tokenizer. limits: what was measured of it.
    """

    def __init__(
        self,
        model: WhisperModel,
        language: str = "fr",
        *,
        by_sound: bool = False,
        tokens: Tokens | None = None,
        limits: Limits = STOCK_LIMITS,
    ) -> None:
        self._model = model
        self._limits = limits
        self._tokens = tokens or Tokens(model.hf_tokenizer)
        # CTranslate2 tells by the number of tokens whether a model knows languages.
        multilingual = self._tokens.fewer or model.model.is_multilingual
        self._tokenizer = Tokenizer(model.hf_tokenizer, multilingual, task="transcribe", language=language)
        self._french = language == "fr"
        if self._french:
            known(), usual_words()  # now, rather than at a caller's first words
        self._weighs = self._french and not by_sound
        self._suppressed = self._tokens.present(get_suppressed_tokens(self._tokenizer, [-1]))

    @classmethod
    def load(cls, folder: Path, *, threads: int = 2, language: str = "fr", by_sound: bool = False) -> Hearing:
        """Load a folder with model.bin, config.json, tokenizer.json and vocabulary.txt. Raises VoxError.

        by_sound: see the class.
        """
        for name in ("model.bin", "config.json", "tokenizer.json"):
            if not (folder / name).is_file():
                raise VoxError(
                    f"il manque {name} au modèle d'écoute",
                    where=str(folder),
                    hint="tapez : vox models fetch, puis vox models verify",
                )
        try:
            model = WhisperModel(
                str(folder),
                device="cpu",
                compute_type="int8",
                cpu_threads=threads,
                num_workers=1,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise VoxError(
                f"le modèle d'écoute ne peut pas être chargé ({error})",
                where=str(folder),
                hint="tapez : vox models verify, puis vox models fetch",
            ) from error
        limits = TAUGHT_LIMITS if folder.name == TAUGHT else STOCK_LIMITS
        tokens = Tokens.load(folder, model.hf_tokenizer)
        return cls(model, language, by_sound=by_sound, tokens=tokens, limits=limits)

    def hear(self, pcm: Samples, *, prompt: str = "", asking: str = "open", expected: Sequence[str] = ()) -> Heard:
        """What is said in `pcm` (mono, 16 kHz, -1 to 1).

        prompt: names of the house, and what Vox has just said: words of the matter at hand. asking: what that asked,
        for the form of the answer. expected: short answers that fit; they never take the place of what is heard.
        """
        started = time.perf_counter()
        prompt = f"{FORMS.get(asking, '')} {prompt}".strip()
        readings = [self._read(piece, prompt, asking) for piece in _pieces(pcm)]
        text = " ".join(reading.text for reading in readings if reading.text)
        others: tuple[str, ...] = ()
        if text and len(readings) == 1:
            said = (text, *readings[0].others)
            likely = [usual_name(said)] if asking == "name" and self._french else shortlist(said, expected, most=1)
            others = (*filter(None, likely), *readings[0].others)
        worst = min(readings, key=lambda reading: reading.confidence)
        return Heard(
            text,
            confidence=worst.confidence,
            no_speech=min(reading.no_speech for reading in readings),
            seconds_spent=time.perf_counter() - started,
            rejected="" if text else worst.rejected,
            others=others,
        )

    def _read(self, pcm: Samples, prompt: str, asking: str) -> Heard:
        window = window_of(pcm, self._limits.window_s)
        heard = self._decode(pcm, window, prompt, asking)
        if heard.rejected in ("repetition", "prompt"):
            heard = self._decode(pcm, min(_WIDEST_S, window * _WIDER), "", asking)
        return heard

    def _decode(self, pcm: Samples, window: float, prompt: str, asking: str) -> Heard:
        encoded = self._model.encode(features_of(pcm, window, self._model.feature_extractor))
        tokens = self._tokens.for_model(tokens_before(self._tokenizer, prompt))
        most = 12 + int(len(pcm) / RATE * _MOST_TOKENS_A_SECOND)
        result: Any = self._model.model.generate(
            encoded,
            [tokens],
            beam_size=_BEAM,
            num_hypotheses=_BEAM,
            max_length=min(len(tokens) + most, self._model.max_length),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
        )[0]
        no_speech = float(result.no_speech_prob)
        readings = [
            _Reading(self._tokenizer.decode(self._tokens.for_tokenizer(one)).strip(), float(score) * len(one), len(one))
            for one, score in zip(result.sequences_ids, result.scores, strict=True)
        ]
        likeliest = readings[0]
        rejected = likeliest.why_not(no_speech, prompt, most, self._limits)
        if rejected:
            return Heard("", likeliest.confidence, no_speech, 0.0, rejected)
        named = asking == "name"  # anything may be somebody's name, and names are looked for by their sound
        if self._weighs and not named:
            # Of those that can be trusted: out of noise, no usual words are to take the place of nonsense.
            trusted = [one for one in readings if not one.why_not(no_speech, prompt, most, self._limits)]
            before = frozenset(words_of(prompt))
            readings = sorted(trusted, key=lambda one: -one.rated(asking, before))
        best, *rest = readings
        others = _different(best.text, [one.text for one in rest])
        return Heard(best.text, best.confidence, no_speech, 0.0, others=others if named else others[:_OTHERS])


@dataclass(frozen=True)
class _Reading:
    """What the decoder may have heard. likelihood: log-probability of its sound, of all tokens together."""

    text: str
    likelihood: float
    tokens: int

    @property
    def confidence(self) -> float:
        """Of a token, the mark at the end among them."""
        return self.likelihood / (self.tokens + 1)

    def why_not(self, no_speech: float, prompt: str, most_tokens: int, limits: Limits) -> str:
        """Why it cannot be trusted, in a word."""
        return why_not(self.text, self.confidence, no_speech, prompt, self.tokens >= most_tokens, limits)

    def rated(self, asking: str, prompt: Collection[str]) -> float:
        """How likely it is, by its sound and as an answer."""
        return self.likelihood + _USUAL * usual_words().log_probability(self.text, asking, prompt)


def window_of(pcm: Samples, shortest: float = WINDOW_S) -> float:
    """Seconds of the window in which a turn is heard, at least the shortest. pcm: mono at RATE."""
    return min(_WIDEST_S, max(shortest, len(pcm) / RATE + _MARGIN_S))


def features_of(pcm: Samples, window: float, extract: Any) -> Samples:
    """What the encoder is given: (80, FEATURES_A_SECOND * window) log-mel of `pcm` (mono at RATE), silence behind it.

    window: seconds. extract: faster-whisper's FeatureExtractor.
    """
    padded = np.zeros(int(window * RATE), np.float32)
    padded[: len(pcm)] = pcm[: len(padded)]
    found: Samples = extract(padded, padding=0)[:, : int(window * FEATURES_A_SECOND)]
    return found


def tokens_before(tokenizer: Tokenizer, prompt: str, most: int = PROMPT_TOKENS) -> list[int]:
    """What the decoder is given before its own words: at most so many tokens of the prompt, its end, then the marks."""
    words = tokenizer.encode(" " + prompt.strip())[-most:] if prompt.strip() and most > 0 else []
    marks = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
    return [tokenizer.sot_prev, *words, *marks] if words else marks


def why_not(
    text: str,
    confidence: float,
    no_speech: float,
    prompt: str,
    ran_on: bool = False,
    limits: Limits = STOCK_LIMITS,
) -> str:
    """Why a reading cannot be trusted, in a word; "" if it can.

    ran_on: the decoder was stopped, rather than ending by itself. limits: of the model that heard it.
    """
    plain = _plain(text)
    if not plain:
        return "empty"
    if invented(text):
        return "invented"
    if ran_on or _repeats(text):
        return "repetition"
    if no_speech > _NO_SPEECH and confidence < _DOUBTFUL:
        return "silence"
    if confidence < _UNLIKELY:
        return "unlikely"
    if _is_echo(plain, _plain(prompt)) and (no_speech > _NO_SPEECH or confidence < -0.6):
        return "prompt"
    if _runs_into(plain, _plain(_last_sentence(prompt))):
        return "prompt"
    return "unlikely" if no_speech > limits.no_speech and confidence < _DOUBTFUL else ""


# What Whisper, which learned from subtitles, says in French when nobody speaks. Compared without accents, case
# and punctuation; the whole text must consist of such phrases, so that a caller may still say "merci".
_INVENTED = re.compile(
    r"(?:"
    r"(?:sous[ -]?titr\w*|subtitles?|soustitr\w*)\b.*"
    r"|.*\bamara ?org\b.*"
    r"|.*\bradio ?canada\b.*"
    r"|.*\bst ?501\b.*"
    r"|merci (?:d avoir|d etre|de m avoir|pour avoir) (?:regarde|visionne|ecoute|suivi|reste)\w*\b.*"
    r"|merci (?:de|pour) (?:votre|ton) (?:visionnage|ecoute|attention)\b.*"
    r"|(?:n hesitez pas a )?(?:vous abonner|abonnez vous|abonne toi)\b.*"
    r"|(?:n oubliez pas de )?(?:liker|mettre un (?:pouce|like)|laisser un like)\b.*"
    r"|.*\ba bientot pour (?:une nouvelle|de nouvelles|une prochaine|la prochaine) video\w*\b.*"
    r"|.*\bdans (?:une|la) prochaine video\b.*"
    r"|(?:musique|music|applaudissements|rires?|generique|silence|bruits?|soupirs?)(?: (?:de fond|de fin|douce))?"
    r"|(?:transcription|traduction|realisation|production)\b.*\b(?:quebec|france televisions|societe)\b.*"
    r"|(?:you|thank you|thanks for watching|bye)"
    r")"
)


def invented(text: str) -> bool:
    """Is this what Whisper makes up out of silence, noise and music?"""
    plain = _plain(text)
    if not plain or re.fullmatch(r"(?:musique|music|\W)*", plain):
        return True
    if re.fullmatch(r"\s*[\[(*♪].*[\])*♪]\s*", text):
        return True
    return _INVENTED.fullmatch(plain) is not None


def _repeats(text: str) -> bool:
    """Did the decoder loop? Digits and "oui, oui, oui" may repeat; long runs of the same words do not."""
    data = text.encode()
    if len(data) > 60 and len(data) / len(zlib.compress(data)) > _REPETITIVE:
        return True
    words = _plain(text).split()
    longest = 0
    run = 1
    for before, after in itertools.pairwise(words):
        run = run + 1 if before == after else 1
        longest = max(longest, run)
    if longest >= 6:
        return True
    phrases = Counter(tuple(words[at : at + 3]) for at in range(len(words) - 2))
    return bool(phrases) and max(phrases.values()) >= 4


def _different(text: str, others: Sequence[str]) -> tuple[str, ...]:
    """The other readings whose words are not the same, none twice, without what Whisper makes up."""
    by_words = {_plain(one): one for one in reversed(others) if not invented(one)}
    by_words.pop(_plain(text), None)
    return tuple(reversed(by_words.values()))


def _is_echo(plain: str, prompt: str) -> bool:
    """Is the whole text a piece of three words or more of what Vox has just said?"""
    return plain.count(" ") >= 2 and f" {plain} " in f" {prompt} "


def _runs_into(plain: str, prompt: str) -> bool:
    """Does the text take up what Vox has just asked? Callers do repeat days and hours, so a run has no digit."""
    words = plain.split()
    runs = (" ".join(words[at : at + _OWN_WORDS]) for at in range(len(words) - _OWN_WORDS + 1))
    return any(f" {run} " in f" {prompt} " for run in runs if not re.search(r"\d", run))


def _last_sentence(prompt: str) -> str:
    """Where names and forms of answers stand before it, they are what a caller may well say."""
    return next((one for one in reversed(re.split(r"(?<=[.?!])\s", prompt)) if _plain(one)), "")


def _plain(text: str) -> str:
    """Lower case, without accents and punctuation, words one space apart."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).replace("œ", "oe")
    return re.sub(r"[^a-z0-9]+", " ", bare).strip()


def _pieces(pcm: Samples) -> list[Samples]:
    """`pcm` cut into pieces that fit a window, each cut at the quietest tenth of a second near the limit."""
    longest, hop = int(LONGEST_S * RATE), RATE // 10
    pieces = []
    while len(pcm) > longest:
        search = pcm[longest - 5 * RATE : longest]
        energy = (search[: len(search) // hop * hop].reshape(-1, hop) ** 2).sum(axis=1)
        cut = longest - 5 * RATE + int(np.argmin(energy)) * hop + hop // 2
        pieces.append(pcm[:cut])
        pcm = pcm[cut:]
    return [*pieces, pcm]
