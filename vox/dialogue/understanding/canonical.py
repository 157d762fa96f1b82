"""One form for what was understood: values at their natural borders, day and part of the day apart.

The model proposes where a value stands; what its grammar says about where it begins and ends is known, and is code.
"""

from __future__ import annotations

import re

_LEADING = re.compile(
    r"(?:(?:de |à )?[ld]['’]|(?:de la|à la|celui de|celle de|celui du|celle du|ceux de|celles de|les|le|la|une|un|des"
    r"|du|de|à|au|aux|en|pour|avec|chez|j'ai|il a|elle a|il y a|y a)\s+)",
    re.IGNORECASE,
)
"""Words before a value that are no part of it."""


def leading_off(span: str) -> str:
    """The value without the articles and prepositions that the annotation drops."""
    while True:
        found = _LEADING.match(span)
        if found is None or found.end() >= len(span):
            return span
        span = span[found.end() :]
