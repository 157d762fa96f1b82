"""The page from which people call with their browser: one style, one script of its own, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Final

from vox.web.call_words import ENGLISH, FRENCH, CallWords
from vox.web.page import HEADERS as FORM_HEADERS
from vox.web.page import STYLE as FORM_STYLE

KEYS: Final = "123456789*0#"

SCRIPT: Final = files("vox.web").joinpath("call.js").read_text(encoding="utf-8")

STYLE: Final = (
    FORM_STYLE
    + """
[hidden] { display: none !important; }
#state { font-weight: 600; min-height: 1.5em; }
#wrong { color: var(--wrong); font-weight: 600; }
#captions { list-style: none; margin: 1rem 0; padding: .5rem 1rem; border: 1px solid var(--line); border-radius: .4rem;
  min-height: 3rem; max-height: 50vh; overflow-y: auto; }
#captions li { padding: .25rem 0; }
#hang-up { background: var(--wrong); }
#keypad { display: grid; grid-template-columns: repeat(3, 1fr); gap: .5rem; }
#keypad .hint, #keypad legend { grid-column: 1 / -1; }
"""
)

Server = Mapping[str, str]
"""One of WebRTC's iceServers."""


@dataclass(frozen=True)
class CallPages:
    """organization: as it is called. language: in which it speaks. origins: sites that may show the page in a frame."""

    organization: str
    language: str
    origins: Sequence[str] = ()

    @property
    def headers(self) -> Mapping[str, str]:
        """With every page: this style and this script, this site alone, the microphone and nothing else."""
        ancestors = " ".join(self.origins) or "'none'"
        return {
            **FORM_HEADERS,
            "Content-Security-Policy": f"default-src 'none'; style-src '{_hash(STYLE)}'; script-src '{_hash(SCRIPT)}'; "
            f"connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors {ancestors}",
            "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), display-capture=()",
        }

    def call(self, words: CallWords, token: str, servers: Sequence[Server]) -> str:
        """The page, with a token that is good for one call."""
        given = {"states": words.states, "wrong": words.wrong, "token": token, "servers": list(servers)}
        keys = "\n".join(f'<button type="button" data-key="{key}"{_label(words, key)}>{key}</button>' for key in KEYS)
        body = f"""<p>{self._say(words.intro)}</p>
<p class="hint">{escape(words.headset)}</p>
<p id="state" role="status"></p>
<p id="wrong" role="alert"></p>
<noscript><p class="mistake">{escape(words.no_script)}</p></noscript>
<p><button type="button" id="call" hidden>{escape(words.call)}</button>
<button type="button" id="hang-up" hidden>{escape(words.hang_up)}</button></p>
<fieldset id="keypad" hidden><legend>{escape(words.keypad)}</legend>
<p class="hint">{escape(words.keypad_hint)}</p>
{keys}
</fieldset>
<h2 id="captions-title">{escape(words.captions)}</h2>
<p class="choice"><input type="checkbox" id="captions-shown" checked aria-controls="captions">
<label for="captions-shown">{escape(words.captions_shown)}</label></p>
<ol id="captions" role="log" aria-live="polite" aria-labelledby="captions-title" lang="{escape(self.language)}"
 tabindex="0">
</ol>
<audio id="voice" autoplay></audio>"""
        script = f"<script>{SCRIPT}</script>"
        return self._page(words, self._say(words.title), body, f' data-given="{_quoted(given)}"', script)

    def told(self, words: CallWords, status: int) -> str:
        """What went wrong, and the way back."""
        heading, sentence = words.told[status]
        back = f'<p><a href="{words.path}">{escape(words.back)}</a></p>'
        return self._page(words, escape(heading), f'<p role="alert">{escape(sentence)}</p>\n{back}')

    def _page(self, words: CallWords, heading: str, body: str, given: str = "", script: str = "") -> str:
        other = ENGLISH if words is FRENCH else FRENCH
        return f"""<!DOCTYPE html>
<html lang="{words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{heading}</title>
<style>{STYLE}</style>
</head>
<body>
<nav><a href="{other.path}" lang="{other.language}" hreflang="{other.language}">{other.other}</a></nav>
<main{given}>
<h1>{heading}</h1>
{body}
</main>
{script}
</body>
</html>
"""

    def _say(self, sentence: str) -> str:
        return escape(sentence.format(who=self.organization))


def _label(words: CallWords, key: str) -> str:
    return f' aria-label="{escape(words.keys[key])}"' if key in words.keys else ""


def _quoted(values: Mapping[str, object]) -> str:
    return escape(json.dumps(values, ensure_ascii=False), quote=True)


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
