"""Telephone numbers out of dictated groups of digits, in E.164; the same in every language.

The number is always read back to the caller, so that a bold reading of a mangled number costs one "non", while
asking again would cost a whole dictation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import phonenumbers

from vox.language.numbers import is_number
from vox.language.readings import Problem, Reading
from vox.language.text import Token

ENOUGH = 4
"""Fewer digits than this, without a leading zero, are not an attempt at a number ("j'en ai deux")."""

Split = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]
"""How a recogniser takes a number apart, over groups joined by spaces, and the digits that it was."""


@dataclass(frozen=True)
class Dictation:
    """The words of a language between the digits of a number, folded.

    digits:     tokens of a text with every number word as digits.
    times:      words that repeat what follows ("double"), and between a count and what it repeats ("fois").
    joining:    mean nothing between groups. counted: a number before them is none of a telephone's.
    extensions: the same for a number after them. after_one: what may follow a lone "un".
    correction: takes back what was said. split: see `Split`; the first `sure` of them may all be mended at once.
    """

    digits: Callable[[str], list[Token]]
    covers: Callable[[str, list[tuple[int, int]]], bool]
    repeated: Mapping[str, int]
    times: frozenset[str]
    articles: frozenset[str]
    joining: frozenset[str]
    counted: frozenset[str]
    extensions: frozenset[str]
    after_one: frozenset[str]
    correction: re.Pattern[str]
    split: tuple[Split, ...] = ()
    sure: int = 0


def phone_in(text: str, region: str, dictation: Dictation) -> Reading[str] | None:
    """The telephone number of the text, or None if there is no attempt at one: see `read_phone`."""
    groups = _groups(text, dictation)
    if not groups:
        return None
    for run in _runs(groups):
        for candidate in _candidates(run, dictation):
            number = _valid("".join(group.digits for group in candidate), region)
            if number:
                span = (candidate[0].start, candidate[-1].end)
                whole = dictation.covers(text, [(groups[0].start, groups[-1].end)]) and _quiet(text, groups)
                return Reading(number, *span, whole)
    longest = max(_runs(groups), key=lambda run: sum(len(group.digits) for group in run))
    digits = "".join(group.digits for group in longest)
    if len(digits) < ENOUGH and not digits.startswith(("0", "+")):
        return None
    span = (longest[0].start, longest[-1].end)
    return Reading(digits, *span, dictation.covers(text, [span]), _problem(digits, region))


def same_number(one: str | None, other: str | None, region: str = "FR") -> bool:
    """Whether two numbers reach the same telephone, however they are written. None (masked) is nobody's."""
    if not one or not other:
        return False
    first, second = _parse(one, region), _parse(other, region)
    if first is None or second is None:
        return re.sub(r"\D", "", one) == re.sub(r"\D", "", other) != ""
    return first.country_code == second.country_code and first.national_number == second.national_number


@dataclass(frozen=True)
class _Group:
    """Digits said in one go. fresh: after words of correction; broken: after other words or a hesitation."""

    digits: str
    start: int
    end: int
    fresh: bool = False
    broken: bool = False


def _groups(text: str, dictation: Dictation) -> list[_Group]:
    parts = dictation.digits(text)
    found: list[_Group] = []
    between: list[str] = []

    def take(digits: str, first: int, last: int) -> None:
        words = [word for word in between if word not in dictation.joining]
        fresh = bool(dictation.correction.search(" ".join(words)))
        found.append(_Group(digits, parts[first].start, parts[last].end, fresh, bool(words)))
        between.clear()

    at = 0
    while at < len(parts):
        word = parts[at].word
        repeated, step = _times(parts, at, dictation)
        if repeated:
            take(repeated, at, at + step - 1)
            at += step
            continue
        if word in ("+", "plus") and at + 1 < len(parts) and is_number(parts[at + 1].word):
            take("+" + parts[at + 1].word, at, at + 1)
            at += 2
            continue
        if is_number(word) and not _not_dialled(parts, at, dictation):
            take(word, at, at)
        else:
            between.append(word)
        at += 1
    return [group for group in found if group.digits]


def _times(parts: Sequence[Token], at: int, dictation: Dictation) -> tuple[str, int]:
    """ "deux fois douze", "deux fois le 30", "double six", "triple zéro": the digits and how many tokens they took."""
    word = parts[at].word
    if word in dictation.repeated and at + 1 < len(parts) and is_number(parts[at + 1].word):
        return parts[at + 1].word * dictation.repeated[word], 2
    counted = is_number(word) and int(word) in (2, 3, 4) and at + 2 < len(parts)
    if not counted or parts[at + 1].word not in dictation.times:
        return "", 0
    skip = 3 if parts[at + 2].word in dictation.articles and at + 3 < len(parts) else 2
    said = parts[at + skip].word
    return (said * int(word), skip + 1) if is_number(said) and len(said) <= 2 else ("", 0)


def _not_dialled(parts: Sequence[Token], at: int, dictation: Dictation) -> bool:
    after = parts[at + 1].word if at + 1 < len(parts) else ""
    before = parts[at - 1].word if at else ""
    if len(parts[at].word) > 15:
        return True
    lone_one = parts[at].word == "1" and after not in dictation.after_one and not is_number(after)
    return after in dictation.counted or before in dictation.extensions or lone_one


def _runs(groups: Sequence[_Group]) -> list[list[_Group]]:
    """All groups; then the stretches that end or begin at other words, later ones first where they correct."""
    whole = list(groups)
    runs = [whole]
    borders = [
        0,
        *[at for at, group in enumerate(groups) if group.broken],
        len(groups),
    ]
    pieces = [
        list(groups[start:end]) for start in dict.fromkeys(borders) for end in dict.fromkeys(borders) if end - start > 0
    ]
    corrected = any(group.fresh for group in groups)
    pieces.sort(key=lambda run: (-len(run), (-1 if corrected else 1) * run[0].start))
    return runs + [run for run in pieces if run != whole]


def _candidates(run: Sequence[_Group], dictation: Dictation) -> Iterator[list[_Group]]:
    """The groups without what was taken back, then as they are, then with what a recogniser split put together."""
    for replaced in ("all", "one", "rest"):
        corrected = _corrected(run, replaced)
        if corrected != list(run):
            yield corrected
    yield list(run)
    stuttered = _unstuttered(run)
    if stuttered != list(run):
        yield stuttered
    yield from _rejoined(run, dictation)
    for at, group in enumerate(run):
        if at and group.digits[0] in "0+" and len(group.digits) > 1:  # said again from the start
            yield list(run[at:])


def _corrected(run: Sequence[_Group], replaced: str) -> list[_Group]:
    """The groups without what was taken back.

    replaced: by a correction. "all": a pair with a leading zero begins the whole number again; "one": as many digits
    as its first group has ("soixante-treize, non pardon, soixante-douze"); "rest": as many as follow in all.
    """
    out: list[_Group] = []
    for at, group in enumerate(run):
        if group.fresh and out:
            if replaced == "all" and group.digits[0] in "0+" and len(group.digits) > 1:
                out = []
            else:
                following = [group] if replaced != "rest" else run[at:]
                dropped, said = 0, sum(len(one.digits) for one in following)
                while out and dropped < said:
                    dropped += len(out.pop().digits)
        out.append(group)
    return out


def _unstuttered(run: Sequence[_Group]) -> list[_Group]:
    """ "22, euh, 22 47": said again after a hesitation is said once; "06 80, euh, 06 80 17" begins again."""
    out: list[_Group] = []
    for group in run:
        if group.broken and out:
            if group.digits == out[-1].digits:
                out.pop()
            elif out[0].digits == group.digits or (
                group.digits[0] == "0" and len(group.digits) > 1 and out[0].digits.startswith(group.digits[:2])
            ):
                out = []
        out.append(group)
    return out


def _rejoined(run: Sequence[_Group], dictation: Dictation) -> Iterator[list[_Group]]:
    """ "60 18" for 78, "4 20 12" for 92, "618" for 78: where a French number was split into too many digits."""
    text = " ".join(group.digits for group in run)
    for pattern, number in dictation.split:
        for match in reversed(list(pattern.finditer(text))):
            mended = f"{text[: match.start()]}{number(match)}{text[match.end() :]}".replace(" ", "")
            yield [_Group(mended, run[0].start, run[-1].end)]
    mended = text
    for pattern, number in dictation.split[: dictation.sure]:
        mended = pattern.sub(number, mended)
    yield [_Group(mended.replace(" ", ""), run[0].start, run[-1].end)]


def _valid(digits: str, region: str) -> str | None:
    for attempt in _attempts(digits, region):
        parsed = _parse(attempt, region)
        if parsed is not None and phonenumbers.is_possible_number(parsed) and _plausible(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return None


def _attempts(digits: str, region: str) -> Iterator[str]:
    if digits.count("+") > (1 if digits.startswith("+") else 0):
        return
    if digits.startswith(("+", "00")):
        yield digits
        return
    code = str(phonenumbers.country_code_for_region(region))
    if digits.startswith("0") or region != "FR":
        yield digits
    elif digits.startswith(code) and len(digits) == len(code) + 9:
        yield f"+{digits}"
    elif len(digits) == 9 and digits[0] in "1234567":
        yield f"0{digits}"
    elif digits.startswith(_NEIGHBOURS) and len(digits) in (11, 12):
        yield f"+{digits}"


def _plausible(parsed: phonenumbers.PhoneNumber) -> bool:
    """Shape rather than allocation: the numbers reserved for fiction and the newest ranges are dialled too."""
    if parsed.italian_leading_zero and parsed.country_code != 39:
        return False
    return parsed.country_code != 33 or bool(re.fullmatch(r"[1-9][0-9]{8}", str(parsed.national_number)))


def _problem(digits: str, region: str) -> Problem:
    length = len(digits.lstrip("+"))
    if digits.startswith(("+", "00")):
        return Problem.INCOMPLETE if length < 9 else Problem.TOO_LONG if length > 15 else Problem.IMPOSSIBLE
    full = 10 if region == "FR" else 9
    return Problem.INCOMPLETE if length < full else Problem.TOO_LONG if length > full else Problem.IMPOSSIBLE


def _parse(number: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(f"+{number[2:]}" if number.startswith("00") else number, region)
    except phonenumbers.NumberParseException:
        return None


def _quiet(text: str, groups: Sequence[_Group]) -> bool:
    """Whether nothing but digits and hesitation stands between the groups."""
    return all(not group.broken or group.fresh for group in groups[1:])


_NEIGHBOURS = ("32", "41", "352", "377", "39", "34", "49", "44", "351", "212", "213", "216")
