"""A bar picture of where the time of a turn goes, as SVG: no library, no script, no font of its own."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

COLOURS = ("#4c78a8", "#f58518", "#54a24b", "#b279a2", "#9d755d", "#e45756")
NAMES = {
    "turn_end": "fin de tour",
    "hearing": "écoute",
    "understanding": "compréhension",
    "calendar": "agenda",
    "voice_and_line": "voix et ligne",
}

_WIDTH, _LEFT, _BAR, _ROW = 720, 130, 34, 26


def bar_picture(parts: Mapping[str, float], *, title: str) -> str:
    """An SVG document. parts: seconds by part of a turn, in order; the bar is their sum from left to right."""
    total = sum(parts.values())
    scale = (_WIDTH - 40) / total if total else 0.0
    height = 120 + _ROW * len(parts)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" role="img" '
        f'font-family="sans-serif" font-size="14"><title>{escape(title)}</title>',
        f'<rect width="{_WIDTH}" height="{height}" fill="white"/>',
        f'<text x="20" y="30" font-size="16">{escape(title)}</text>',
    ]
    at = 20.0
    for number, (name, seconds) in enumerate(parts.items()):
        colour, width = COLOURS[number % len(COLOURS)], seconds * scale
        lines.append(f'<rect x="{at:.1f}" y="50" width="{width:.1f}" height="{_BAR}" fill="{colour}"/>')
        at += width
        y = 120 + _ROW * number
        share = f"{100 * seconds / total:.0f} %" if total else "–"
        lines.append(f'<rect x="20" y="{y - 13}" width="14" height="14" fill="{colour}"/>')
        lines.append(f'<text x="44" y="{y}">{escape(NAMES.get(name, name))}</text>')
        lines.append(f'<text x="{_LEFT + 60}" y="{y}">{1000 * seconds:.0f} ms, {share}</text>')
    return "\n".join([*lines, "</svg>", ""])
