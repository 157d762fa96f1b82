"""What English callers put around a value, and how their utterances become lines for patterns."""

from __future__ import annotations

from vox.language.english.numbers import with_numbers
from vox.language.readings import Fillers
from vox.language.text import Line, Token, respell, spellings, tokens

_PHRASES = """
er|erm|uh|um|uhm|hm|hmm|mm|ah|oh|eh|well|so|right|okay|ok|yes|yeah|yep|sure|fine|great|perfect|lovely|good
|hello|hi|good (?:morning|afternoon|evening) (?:to you)?|please|thank you(?: very much| so much)?|thanks(?: a lot)?
|cheers|sorry|sir|madam|doctor|let s (?:say|see)|let me (?:see|think)|you know|i mean|i think|i guess|i suppose
|actually|really|maybe|either|perhaps|probably|possibly|preferably|ideally|rather|instead
|if (?:possible|you can|you could
|that s (?:possible|ok|okay|all right|alright)|it s possible|at all possible|you have (?:anything|something))
|(?:do|would|could|can|might) (?:you|we|i) (?:have|do|come|manage|make|book|get)?(?: anything| something| a slot
| an appointment| it)?|is there (?:anything|something)(?: free| available)?|are you free|have you got(?: anything
| something)?
|(?:i d|i would|i|we d|we would|we) (?:like|prefer|love|rather|want|need|can|could|will|take|come|do|go for)
(?: to come| to book| to have| to| it| an appointment)?|i m (?:free|available)
|(?:that|it|which|this) (?:would|will|could|s|is|works|suits|ll) ?(?:be|suit|suits|do|work)?(?: me| us)?
(?: best| better| great| good| fine| perfect| well| ideal| ok| okay| lovely)?
|(?:would|will|could) (?:be|suit|do|work)(?: me| us)?(?: best| better| great| good| fine| perfect| well| ideal)?
|works(?: for me| best| better| fine)?|suits me(?: best| better| fine)?|is (?:good|fine|best|better|great|perfect|ok)
|an? appointment|the appointment|book(?: me)?|(?:put|make|take|come|have|get)(?: me| it)?|any ?time|any day
|about|around|at|on|in|for|of|by|to|the|a|an|and|with|me|us|my|it s|it|is|be|that|s|there|any|some|then|just|only|also
|best|better|i|we|one|time|day|date
"""

_FILLERS = Fillers(_PHRASES, with_numbers)
covers = _FILLERS.covers
"""Whether everything outside some pieces of a text is filler: see `Fillers.covers`."""


def line_of(text: str) -> Line:
    """The folded words with numbers as digits, "a.m." as "am", weekdays in full."""
    return Line(with_numbers(mended(text)))


def mended(text: str) -> list[Token]:
    """Tokens in ordinary spelling; places in the text are kept."""
    return respell(tokens(text), _TABLE)


_TABLE = spellings(
    [
        ("a , m ,|a , m", "am"),
        ("p , m ,|p , m", "pm"),
        ("mon|mondays day", "monday"),
        ("tues|tue|teusday|tuseday", "tuesday"),
        ("weds|wensday|wendsday|wednesdy", "wednesday"),
        ("thurs|thur|thu|thirsday", "thursday"),
        ("fri", "friday"),
        ("saterday", "saturday"),
        ("to morrow|tommorow|tommorrow|tomorow", "tomorrow"),
        ("jan", "january"),
        ("feb|febuary", "february"),
        ("apr", "april"),
        ("aug", "august"),
        ("sept", "september"),
        ("oct", "october"),
        ("nov", "november"),
        ("dec", "december"),
        ("o clock|oclock|o , clock", "oclock"),
        ("mid day", "midday"),
        ("mid night", "midnight"),
        ("lunch time", "lunchtime"),
        ("week end|weekends|week ends", "weekend"),
        ("xmas", "christmas"),
        ("a s a p", "asap"),
    ]
)
