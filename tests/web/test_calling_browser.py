"""The page to call from in a real Chromium, whose microphone plays a file: by keyboard alone, and what goes wrong."""

from __future__ import annotations

import asyncio
import os
import shutil
import wave
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pytest
from aiohttp import web
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.line import g711
from tests.line.reception import Desk, until
from tests.web.calling_site import CallSite, call_site
from tests.web.test_browser import CONTRAST, asked_of, contrast
from vox.line.browser_call import BrowserCall
from vox.line.call import IncomingCall
from vox.web.call_words import ENGLISH, FRENCH
from vox.web.tokens import LASTS

pytestmark = pytest.mark.timeout(240)

HANG_S = 60.0

COLOURS = """
const shown = [...document.querySelectorAll('main :is(h1, h2, p, label, legend, button, li), nav a')]
  .filter(one => one.offsetParent !== null && one.textContent.trim());
const behind = one => { while (one) { const colour = getComputedStyle(one).backgroundColor;
  if (colour !== 'rgba(0, 0, 0, 0)') return colour; one = one.parentElement; } return 'rgb(255, 255, 255)'; };
return shown.map(one => [one.textContent, getComputedStyle(one).color, behind(one)]);
"""


@contextmanager
def browser(
    folder: Path, *, sound: Path | None = None, again: bool = False, microphone: str = "allowed"
) -> Iterator[webdriver.Chrome]:
    """Chromium with a profile of its own.

    microphone: allowed, refused, or none at all. sound: what it hears, once, or again and again.
    """
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip("no chromium here (apt-get install chromium chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    arguments = [
        "--headless=new",
        "--disable-dev-shm-usage",
        "--window-size=390,844",
        "--autoplay-policy=user-gesture-required",
        f"--user-data-dir={folder}",
    ]
    if microphone != "none":
        arguments.append("--use-fake-device-for-media-stream")
    if microphone == "allowed":
        arguments.append("--use-fake-ui-for-media-stream")
    if microphone == "refused":
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.media_stream_mic": 2})
    if microphone == "none":
        arguments += ["--use-fake-ui-for-media-stream", "--disable-audio-input"]
    if sound is not None:
        arguments.append(f"--use-file-for-fake-audio-capture={sound}{'' if again else '%noloop'}")
    for argument in arguments:
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=driver))
    try:
        yield chrome
    finally:
        chrome.quit()


def recorded(folder: Path, pcm: bytes) -> Path:
    """A file that Chromium plays for a microphone. pcm: 8 kHz mono 16-bit."""
    path = folder / "caller.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(pcm)
    return path


class Shown:
    """What stands on the page."""

    def __init__(self, chrome: webdriver.Chrome) -> None:
        self.chrome = chrome

    @property
    def state(self) -> str:
        return str(self.chrome.find_element(By.TAG_NAME, "main").get_attribute("data-state"))

    @property
    def wrong(self) -> str:
        return self.chrome.find_element(By.ID, "wrong").text

    @property
    def captions(self) -> list[str]:
        return [one.text for one in self.chrome.find_elements(By.CSS_SELECTOR, "#captions li")]

    @property
    def focus(self) -> str:
        return str(self.chrome.switch_to.active_element.get_attribute("id"))

    def until(self, *states: str) -> str:
        WebDriverWait(self.chrome, HANG_S).until(lambda _: self.state in states)
        return self.state

    def until_caption(self, text: str) -> None:
        WebDriverWait(self.chrome, HANG_S).until(lambda _: text in self.captions)

    def press(self, *keys: str) -> None:
        ActionChains(self.chrome).send_keys(*keys).perform()

    def call(self, site: CallSite, path: str = "/appel") -> None:
        """By keyboard alone: the other language, then the button."""
        self.chrome.get(site.url + path)
        self.until("ready")
        self.press(Keys.TAB, Keys.TAB)
        assert self.focus == "call"
        self.press(Keys.ENTER)


@pytest.mark.promise
async def test_a_call_by_keyboard_alone_and_nobody_else_is_asked(tmp_path: Path) -> None:
    desk = Desk(echo=True)
    sound = recorded(tmp_path, g711.tone(3.0).tobytes())
    async with call_site(desk.take) as site:
        with ExitStack() as stack:
            page = Shown(await asyncio.to_thread(stack.enter_context, browser(tmp_path / "profile", sound=sound)))
            await asyncio.to_thread(page.call, site)
            answered = await desk.next_answered()
            await answered.hear_until(lambda pcm: g711.loud_seconds(np.frombuffer(pcm, np.int16)) > 0.5)
            answered.call.caption("Bonjour, <b>ici</b> l'assistant.")

            def press_keys() -> None:
                WebDriverWait(page.chrome, HANG_S).until(lambda _: page.captions)
                assert page.captions == ["Bonjour, <b>ici</b> l'assistant."]
                assert page.state == "talking" and page.focus == "hang-up"
                page.press(Keys.TAB, Keys.TAB, Keys.ENTER, *[Keys.TAB] * 10, Keys.SPACE)
                assert page.chrome.execute_async_script(HEARD) > 0.01, "what Vox says is played"

            await asyncio.to_thread(press_keys)
            assert [await asyncio.wait_for(answered.ear.keys.get(), HANG_S) for _ in range(2)] == ["2", "#"]

            def hang_up() -> set[str]:
                page.chrome.find_element(By.ID, "hang-up").send_keys(Keys.ENTER)
                page.until("ended")
                assert page.wrong == "" and page.chrome.get_cookies() == []
                assert page.focus == "call", "the next call is where the last was ended"
                assert [one for one in page.chrome.get_log("browser") if one["level"] == "SEVERE"] == []
                return asked_of(page.chrome)

            assert await asyncio.to_thread(hang_up) == {f"127.0.0.1:{site.port}"}
            await asyncio.wait_for(answered.finished.wait(), HANG_S)
        await until(lambda: site.line.calls == 0)


async def test_vox_hangs_up_and_a_page_that_is_closed_has_hung_up(tmp_path: Path) -> None:
    desk = Desk()
    async with call_site(desk.take) as site:
        with ExitStack() as stack:
            page = Shown(await asyncio.to_thread(stack.enter_context, browser(tmp_path / "profile")))
            await asyncio.to_thread(page.call, site, "/call")
            answered = await desk.next_answered()
            await asyncio.to_thread(page.until, "talking")
            await answered.end()
            await asyncio.to_thread(page.until, "ended")
            assert await asyncio.to_thread(lambda: (page.wrong, page.focus)) == ("", "call")
            await until(lambda: site.line.calls == 0)

            await asyncio.to_thread(page.press, Keys.ENTER)  # a second call, with the token of the first's answer
            answered = await desk.next_answered()
            await asyncio.to_thread(page.until, "talking")
            await asyncio.to_thread(page.chrome.get, "about:blank")
            await asyncio.wait_for(answered.finished.wait(), HANG_S)


async def test_what_goes_wrong_is_said(tmp_path: Path) -> None:
    """Busy, then too many, then a page that is too old; and a service that is gone."""

    async def full(call: IncomingCall) -> None:
        await call.busy()

    async with call_site(full, per_address=1) as site:
        with ExitStack() as stack:
            page = Shown(await asyncio.to_thread(stack.enter_context, browser(tmp_path / "profile")))

            def look() -> list[str]:
                page.call(site)
                found = [page.until("busy", "talking")]
                assert page.wrong == FRENCH.wrong["busy"] and page.focus == "call"
                page.press(Keys.ENTER)
                found.append(page.until("too-many", "talking"))
                page.call(site, "/call")
                assert page.until("too-many", "talking") and page.wrong == ENGLISH.wrong["too-many"]
                site.clock.now += LASTS
                page.press(Keys.ENTER)
                found.append(page.until("stale", "talking"))
                page.chrome.execute_cdp_cmd("Network.enable", {})
                offline = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
                page.chrome.execute_cdp_cmd("Network.emulateNetworkConditions", offline)
                page.press(Keys.ENTER)
                found.append(page.until("unreachable", "talking"))
                return found

            assert await asyncio.to_thread(look) == ["busy", "too-many", "stale", "unreachable"]
        assert site.line.calls == 0


@pytest.mark.parametrize(("microphone", "said"), [("refused", "refused"), ("none", "no-microphone")])
async def test_no_microphone(tmp_path: Path, microphone: str, said: str) -> None:
    desk = Desk()
    async with call_site(desk.take) as site:

        def look() -> str:
            with browser(tmp_path / "profile", microphone=microphone) as chrome:
                page = Shown(chrome)
                page.call(site)
                page.until(said, "talking")
                assert page.focus == "call"
                return page.wrong

        assert await asyncio.to_thread(look) == FRENCH.wrong[said]
        assert desk.ringing.empty()


async def test_a_connection_that_is_lost_is_said(tmp_path: Path) -> None:
    """The service dies in the middle of a call: nothing says goodbye."""
    desk = Desk()
    async with call_site(desk.take) as site:
        with ExitStack() as stack:
            page = Shown(await asyncio.to_thread(stack.enter_context, browser(tmp_path / "profile")))
            await asyncio.to_thread(page.call, site)
            answered = await desk.next_answered()
            await asyncio.to_thread(page.until, "talking")
            assert isinstance(answered.call, BrowserCall) and answered.call._peer is not None
            await answered.call._peer.close()
            await asyncio.to_thread(page.until, "lost")
            assert await asyncio.to_thread(lambda: page.wrong) == FRENCH.wrong["lost"]


async def test_only_the_sites_that_are_named_show_it_in_a_frame(tmp_path: Path) -> None:
    """One page on two ports: two origins, of which one is named."""
    shown: list[str] = []
    other = web.Application()

    async def frame(_: web.Request) -> web.Response:
        text = f'<iframe allow="microphone" src="{shown[0]}/appel"></iframe>'
        return web.Response(text=text, content_type="text/html")

    other.router.add_get("/", frame)
    runner = web.AppRunner(other)
    await runner.setup()
    for _ in range(2):
        await web.TCPSite(runner, "127.0.0.1", 0).start()
    named, another = (f"http://127.0.0.1:{port}/" for _, port in runner.addresses)
    desk = Desk()
    async with call_site(desk.take, origins=[named.rstrip("/")]) as site:
        shown.append(site.url)
        with ExitStack() as stack:
            page = Shown(await asyncio.to_thread(stack.enter_context, browser(tmp_path / "profile")))

            def framed(by: str) -> int:
                page.chrome.get(by)
                page.chrome.switch_to.frame(0)
                complete = "return document.readyState === 'complete'"
                WebDriverWait(page.chrome, HANG_S).until(lambda _: page.chrome.execute_script(complete))
                return len(page.chrome.find_elements(By.ID, "call"))

            assert await asyncio.to_thread(framed, another) == 0
            assert await asyncio.to_thread(framed, named) == 1
            await asyncio.to_thread(lambda: page.chrome.find_element(By.ID, "call").click())
            await desk.next_answered()
            await asyncio.to_thread(page.until, "talking")
    await runner.cleanup()


async def test_it_can_be_read_in_light_and_dark(tmp_path: Path) -> None:
    async with call_site(Desk().take) as site:

        def look() -> None:
            with browser(tmp_path / "profile") as chrome:
                page = Shown(chrome)
                for scheme in ("light", "dark"):
                    feature = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
                    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", feature)
                    chrome.get(site.url + "/appel")
                    page.until("ready")
                    chrome.execute_script("caption('Bonjour.'); end(line = {}, 'lost'); show('talking');")
                    chrome.execute_script("wrong.textContent = given.wrong.lost;")
                    colours = chrome.execute_script(COLOURS)
                    assert len(colours) > 20
                    for text, ink, paper in colours:
                        assert contrast(ink, paper) >= CONTRAST, (scheme, text)
                overflow = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
                assert chrome.execute_script(overflow) <= 0

        await asyncio.to_thread(look)


HEARD = """
const done = arguments[0], stream = document.getElementById('voice').srcObject, context = new AudioContext();
const meter = context.createAnalyser(), samples = new Float32Array(meter.fftSize);
context.createMediaStreamSource(stream).connect(meter);
let most = 0, looks = 0;
const timer = setInterval(() => { meter.getFloatTimeDomainData(samples);
  for (const one of samples) most = Math.max(most, Math.abs(one));
  if (most > .01 || ++looks > 200) { clearInterval(timer); context.close(); done(most); } }, 20);
"""
