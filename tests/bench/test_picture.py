"""The picture of where the time goes is an SVG whose bar has the parts' lengths."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from vox.bench.picture import bar_picture


def test_each_part_is_as_long_as_its_share() -> None:
    tree = ElementTree.fromstring(bar_picture({"turn_end": 0.4, "hearing": 0.1, "autre <partie>": 0.0}, title="a & b"))
    bar = [one for one in tree if one.tag.endswith("rect") and one.get("y") == "50"]
    widths = [float(one.attrib["width"]) for one in bar]
    assert widths[0] == pytest.approx(4 * widths[1], rel=0.01)
    assert widths[2] == 0
    assert float(bar[1].attrib["x"]) == pytest.approx(20 + widths[0], abs=0.2)
    texts = [one.text for one in tree if one.tag.endswith("text")]
    assert "a & b" in texts and "autre <partie>" in texts and "400 ms, 80 %" in texts


def test_nothing_measured_is_an_empty_picture() -> None:
    ElementTree.fromstring(bar_picture({}, title="rien"))
