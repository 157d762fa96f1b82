"""The form in a real browser, with scripts allowed and forbidden, by keyboard alone, and whom the browser talks to."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.records.rights import NUMBER
from tests.web.site import served
from vox.records.rights import Right

pytestmark = pytest.mark.timeout(240)

CONTRAST = 4.5
"""Of text, at least (WCAG 2.2, 1.4.3)."""

COLOURS = """
const shown = [...document.querySelectorAll('main h1, main p, main label, main legend, main a, main button, nav a')]
  .filter(one => one.offsetParent !== null);
const behind = one => { while (one) { const colour = getComputedStyle(one).backgroundColor;
  if (colour !== 'rgba(0, 0, 0, 0)') return colour; one = one.parentElement; } return 'rgb(255, 255, 255)'; };
return shown.map(one => [one.textContent, getComputedStyle(one).color, behind(one)]);
"""
SIZES = """
return [...document.querySelectorAll('main input:not(#website), main button, nav a')]
  .map(one => { const box = one.getBoundingClientRect(); return [one.id, box.width, box.height]; });
"""


@contextmanager
def browser(folder: Path, *, scripts: bool = True) -> Iterator[webdriver.Chrome]:
    """Chromium with a profile of its own, as wide as a telephone."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip("no chromium here (apt-get install chromium chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    for argument in ("--headless=new", "--disable-dev-shm-usage", "--window-size=390,844", f"--user-data-dir={folder}"):
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    if not scripts:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=driver))
    chrome.implicitly_wait(30)  # a key begins a navigation, and does not wait for it
    try:
        yield chrome
    finally:
        chrome.quit()


def asked_of(chrome: webdriver.Chrome) -> set[str]:
    """The hosts that a page was the reason to ask, so far."""
    messages = [json.loads(entry["message"])["message"] for entry in chrome.get_log("performance")]  # type: ignore[no-untyped-call]
    sent = [one["params"] for one in messages if one["method"] == "Network.requestWillBeSent"]
    assert sent
    addresses = [urlsplit(one["request"]["url"]) for one in sent]
    return {one.netloc for one in addresses if not one.scheme.startswith(("chrome", "data"))}  # its own empty page


@pytest.mark.promise
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_by_keyboard_alone_and_nobody_else_is_asked(tmp_path: Path, scripts: bool) -> None:
    async with served(tmp_path) as site:

        def by_keyboard() -> tuple[str, str, str, set[str]]:
            with browser(tmp_path / "profile", scripts=scripts) as chrome:
                chrome.get("data:text/html,<title>forbidden</title><script>document.title = 'allowed'</script>")
                assert chrome.title == ("allowed" if scripts else "forbidden")
                chrome.get(f"http://127.0.0.1:{site.port}/droits")
                keys = ActionChains(chrome)
                keys.send_keys(Keys.TAB, Keys.TAB, Keys.SPACE, Keys.DOWN, Keys.DOWN, Keys.DOWN)  # link, choices
                keys.send_keys(Keys.TAB, "06 39", Keys.TAB, Keys.ENTER).perform()
                chrome.find_element("css selector", ".mistake")
                wrong = chrome.title
                keys = ActionChains(chrome)
                keys.send_keys(*[Keys.TAB] * 4, Keys.END, " 98 00 12", Keys.ENTER).perform()  # links, choices, number
                chrome.find_element("css selector", "[role=status]")
                assert chrome.get_cookies() == []
                return wrong, chrome.title, chrome.find_element("tag name", "main").text, asked_of(chrome)

        wrong, title, said, hosts = await asyncio.to_thread(by_keyboard)
        assert wrong.startswith("La demande n'est pas encore envoyée")
        assert title.startswith("Demande reçue – Cabinet <b>")
        assert "rappellera le numéro indiqué" in said
        assert hosts == {f"127.0.0.1:{site.port}"}
        assert [(one.right, one.phone) for one in site.requests] == [(Right.ERASURE, NUMBER)]


async def test_it_can_be_read_and_touched_in_light_and_dark(tmp_path: Path) -> None:
    async with served(tmp_path) as site:

        def look() -> None:
            with browser(tmp_path / "profile") as chrome:
                for scheme in ("light", "dark"):
                    feature = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
                    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", feature)
                    chrome.get(f"http://127.0.0.1:{site.port}/rights")
                    colours = chrome.execute_script(COLOURS)
                    assert len(colours) > 12
                    for text, ink, paper in colours:
                        assert contrast(ink, paper) >= CONTRAST, (scheme, text)
                    assert (luminance(colours[0][2]) < 0.2) is (scheme == "dark")
                sizes = chrome.execute_script(SIZES)
                assert len(sizes) == 7
                for one, width, height in sizes:
                    assert min(width, height) >= 24, one  # WCAG 2.2, 2.5.8
                overflow = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
                assert chrome.execute_script(overflow) <= 0
                assert not chrome.find_element("id", "website").is_displayed()

        await asyncio.to_thread(look)


async def test_another_site_cannot_send_it_through_its_visitors(tmp_path: Path) -> None:
    """A page from elsewhere that posts to the form by itself: the browser says whence it comes."""
    page = (
        '<form method="post" action="http://127.0.0.1:{}/droits"><input name="right" value="erasure">'
        '<input name="phone" value="0639980012"></form><script>document.forms[0].submit()</script>'
    )
    async with served(tmp_path) as site:
        (tmp_path / "elsewhere.html").write_text(page.format(site.port))

        def visit() -> str:
            with browser(tmp_path / "profile") as chrome:
                chrome.get((tmp_path / "elsewhere.html").as_uri())
                return chrome.find_element("css selector", "[role=alert]").text

        assert "d'un autre site" in await asyncio.to_thread(visit)
        assert site.requests == []


def contrast(one: str, other: str) -> float:
    """Between two colours as CSS gives them (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(value) / 255 for value in re.findall(r"\d+", colour)[:3])
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
