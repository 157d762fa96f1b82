"""The pages of the form: plain HTML that needs no script, says no more to one than to another, and asks nobody else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

from vox.records.rights import Right
from vox.web.asked import LONGEST_PHONE, PHONE, RIGHT, TRAP, Filled, Mistake
from vox.web.words import ENGLISH, FRENCH, Words

STYLE: Final = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #ffffff; --soft: #595959; --line: #595959; --mark: #00489a;
  --on-mark: #ffffff; --wrong: #a10000; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0f0f0; --paper: #16181c; --soft: #c0c4cc; --line: #9aa0aa;
  --mark: #9cc8ff; --on-mark: #10151c; --wrong: #ffb3b3; } }
body { margin: 0 auto; max-width: 38rem; padding: 1rem; font: 1.125rem/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.25; }
a { color: var(--mark); display: inline-block; padding: .6rem 0; }
fieldset { border: 1px solid var(--line); border-radius: .4rem; margin: 1.5rem 0; padding: .5rem 1rem; }
legend, .label { font-weight: 600; padding: 0 .3rem; }
.choice { display: grid; grid-template-columns: 1.75rem 1fr; gap: 0 .75rem; padding: .6rem 0; align-items: center; }
.choice input { width: 1.75rem; height: 1.75rem; margin: 0; accent-color: var(--mark); }
.choice .hint { grid-column: 2; }
.label { display: block; padding: 0; }
.hint { color: var(--soft); font-size: 1rem; margin: 0; }
.field { margin: 1.5rem 0; }
.field input { box-sizing: border-box; width: 100%; min-height: 3rem; font: inherit; padding: .5rem .75rem;
  margin-top: .5rem; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: .4rem; }
button { width: 100%; min-height: 3.25rem; font: inherit; font-weight: 600; color: var(--on-mark);
  background: var(--mark); border: 0; border-radius: .4rem; cursor: pointer; }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 3px; }
.wrong { border: 2px solid var(--wrong); border-radius: .4rem; padding: .5rem 1rem; }
.mistake { color: var(--wrong); font-weight: 600; margin: 0; }
.trap { display: none; }
"""

_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

HEADERS: Final = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Server": "Vox",
    "X-Content-Type-Options": "nosniff",
}
"""With every page: this style and no other, nothing from elsewhere, kept and passed on by nobody."""

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
_PLACES = {Mistake.RIGHT: Right.ACCESS.value, Mistake.PHONE: PHONE, Mistake.TRAP: "send"}


@dataclass(frozen=True)
class Pages:
    """organization: as it is called. phone: how it is reached, as people read it; None where it has not said so."""

    organization: str
    phone: str | None

    def form(self, words: Words, filled: Filled = Filled()) -> str:  # noqa: B008  it is frozen
        """The form, empty or as it was filled in, with what is to be mended first."""
        rights = "\n".join(self._choice(words, right, filled) for right in words.rights)
        wrong = Mistake.PHONE in filled.mistakes
        mistake = _mistake(words, Mistake.PHONE) if wrong else ""
        body = f"""{self._mistakes(words, filled)}
<p>{self._say(words.intro)}</p>
<form method="post" action="{words.path}">
<fieldset><legend>{escape(words.what)}</legend>
{rights}
</fieldset>
<div class="field"><label class="label" for="{PHONE}">{escape(words.phone)}</label>
<p class="hint" id="{PHONE}-hint">{escape(words.phone_hint)}</p>{mistake}
<input id="{PHONE}" name="{PHONE}" type="tel" inputmode="tel" autocomplete="tel" maxlength="{LONGEST_PHONE}" required
 value="{escape(filled.phone)}" aria-describedby="{PHONE}-hint{f" {PHONE}-mistake" if wrong else ""}"\
{' aria-invalid="true"' if wrong else ""}></div>
<div class="trap"><label for="{TRAP}">{escape(words.trap)}</label>
<input id="{TRAP}" name="{TRAP}" tabindex="-1" autocomplete="off"></div>
<button id="send">{escape(words.send)}</button>
</form>
<p class="hint">{self._say(words.kept)}</p>"""
        return self._page(words, words.title, body, wrong=bool(filled.mistakes))

    def received(self, words: Words, day: date) -> str:
        """The same for everybody who asks on that day."""
        said = f"{day.day} {_MONTHS[words.language].split()[day.month - 1]} {day.year}"
        return self._page(words, words.received, f'<p role="status">{self._say(words.received_what, day=said)}</p>')

    def told(self, words: Words, status: int, *, hours: int = 0) -> str:
        """What went wrong, and the way back."""
        heading, sentence = words.told[status]
        back = f'<p><a href="{words.path}">{escape(words.back)}</a></p>'
        return self._page(words, heading, f'<p role="alert">{self._say(sentence, hours=str(hours))}</p>\n{back}')

    def _page(self, words: Words, heading: str, body: str, *, wrong: bool = False) -> str:
        other = ENGLISH if words is FRENCH else FRENCH
        call = "" if self.phone is None else f"<p>{self._say(words.call, phone=self.phone)}</p>\n"
        title = f"{words.mend.rstrip(' :') if wrong else heading} – {self.organization}"
        return f"""<!DOCTYPE html>
<html lang="{words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<nav><a href="{other.path}" lang="{other.language}" hreflang="{other.language}">{other.other}</a></nav>
<main>
<h1>{escape(heading)}</h1>
{body}
{call}</main>
</body>
</html>
"""

    def _choice(self, words: Words, right: Right, filled: Filled) -> str:
        label, hint = words.rights[right]
        checked = " checked" if right is filled.right else ""
        return (
            f'<div class="choice"><input type="radio" id="{right}" name="{RIGHT}" value="{right}" required{checked}'
            f' aria-describedby="{right}-hint">\n<label for="{right}">{escape(label)}</label>\n'
            f'<p class="hint" id="{right}-hint">{escape(hint)}</p></div>'
        )

    def _mistakes(self, words: Words, filled: Filled) -> str:
        if not filled.mistakes:
            return ""
        items = "\n".join(_links(words, filled))
        return f'<div class="wrong" role="alert"><p>{escape(words.mend)}</p>\n<ul>\n{items}\n</ul></div>'

    def _say(self, sentence: str, **values: str) -> str:
        return escape(sentence.format(who=self.organization, **values))


def _links(words: Words, filled: Filled) -> Iterator[str]:
    for mistake in filled.mistakes:
        yield f'<li><a href="#{_PLACES[mistake]}">{escape(words.mistakes[mistake])}</a></li>'


def _mistake(words: Words, mistake: Mistake) -> str:
    return f'\n<p class="mistake" id="{_PLACES[mistake]}-mistake">{escape(words.mistakes[mistake])}</p>'
