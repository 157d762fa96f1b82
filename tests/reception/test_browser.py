"""Calls from a browser, whole: the same announcement, the same conversation, the same places as by telephone."""

from __future__ import annotations

import asyncio
import io
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from tests.line.browser_caller import WebCaller, web_call
from tests.line.test_nothing_stays import open_for_writing
from tests.web.test_calling_browser import Shown, browser, recorded
from vox.composition.pages import call_page
from vox.config.web import Web
from vox.dialogue.types import Asking
from vox.line.browser_call import Busy
from vox.line.client import CallingClient, CallRefused
from vox.reception.events import Heard, Listening, Replying
from vox.records.summary import Outcome
from vox.rehearsal.clock import clock_from
from vox.rehearsal.ports import free_port

from .conftest import HANG, NOW, NUMBER, QUESTION, TURNS_AT_MOST, Open
from .sounds import likeness

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.voice, pytest.mark.models]

AGAIN_S = 12
"""Seconds after which the caller in the file asks again: what is tested is not when Vox begins to listen."""

CALLS_AT_MOST = 3
"""On a busy machine a browser's microphone has holes: who is not understood hangs up and calls again."""

SAYS = {
    Asking.MESSAGE: "Pouvez-vous me rappeler pour parler de mon dossier ?",
    Asking.NAME: "Je m'appelle Martin Durand.",
}


def page(**calls: object) -> Web:
    return Web.model_validate({"calls": {"listen": f"127.0.0.1:{free_port()}", **calls}})


def by(vox: Open, sender: str = "192.0.2.7"):
    assert vox.service.browsers is not None
    return partial(vox.service.browsers.offer, sender=sender)


@pytest.mark.promise
@pytest.mark.timeout(600)
async def test_a_question_is_answered_in_chromium_and_nothing_stays(
    opened, tmp_path: Path, written: io.StringIO
) -> None:
    async with opened(web=page()) as vox, call_page(vox.settings, vox.service.browsers, clock=clock_from(NOW)) as port:
        caller = recorded(tmp_path, await vox.house.sound(QUESTION) + bytes(16000 * AGAIN_S))
        before = set(open_for_writing())
        with ExitStack() as stack:
            chrome = browser(tmp_path / "profile", sound=caller, again=True)
            shown = Shown(await asyncio.to_thread(stack.enter_context, chrome))
            await asyncio.to_thread(shown.chrome.get, f"http://127.0.0.1:{port}/appel")
            for call in range(1, 1 + CALLS_AT_MOST):
                await asyncio.to_thread(lambda: shown.chrome.find_element(By.ID, "call").click())
                try:
                    answer = await vox.events.until(Replying, lambda one: "ouverts du lundi" in one.text)
                    break
                except AssertionError:
                    if call == CALLS_AT_MOST:
                        raise
                    await asyncio.to_thread(shown.chrome.execute_script, "hangUp.click()")  # if it has not ended
                    await vox.events.ended(call)
                    await vox.idle()
            assert set(open_for_writing()) <= before
            await asyncio.to_thread(shown.until_caption, answer.text)
            captions = await asyncio.to_thread(lambda: shown.captions)
            await asyncio.to_thread(lambda: shown.chrome.find_element(By.ID, "hang-up").click())
            ended = await vox.events.ended(call)
            await asyncio.to_thread(shown.until, "ended")
        await vox.idle()
        assert captions[0] == vox.events.said()[0] == vox.wording.announcement()
        assert Outcome.ANSWERED in ended.outcomes
        assert ended.summary in [one.summary for one in vox.records.list()]
        assert not [text for text in captions if text in written.getvalue()], "the log holds what Vox said"


async def test_who_calls_from_a_page_is_asked_for_a_number_and_may_key_it(opened) -> None:
    """As a masked caller on the telephone; and the announcement is heard wholly, before anything is listened to."""
    async with opened(web=page()) as vox:
        announcement = await vox.house.sound_of_vox(vox.wording.announcement())
        async with web_call(by(vox)) as caller:
            await vox.events.turn()
            assert likeness(bytes(caller.heard), announcement)[0] > 0.9, "the announcement was cut or changed"
            caller.tell({"key": "2"})  # a message
            for number in range(2, 2 + TURNS_AT_MOST):
                turn = await vox.events.until(Listening, count=number)
                if turn.asking is Asking.PHONE:
                    break
                await speak(caller, await vox.house.sound(SAYS[turn.asking]))
            assert turn.asking is Asking.PHONE, vox.events.said()
            for key in "0639980012#":
                caller.tell({"key": key})
            keyed = await vox.events.until(Heard, lambda one: len(one.keys) == 10)
            assert keyed.keys == "0639980012"
            reply = await vox.events.until(Replying, lambda one: one.at > keyed.at)
            assert "06 39 98 00 12" in reply.text, "a number is read back"
        await vox.events.ended()
        await vox.idle()


async def test_pages_and_telephones_share_the_places(opened) -> None:
    async with opened(calls=1, web=page()) as vox:
        async with CallingClient(number=NUMBER) as client:
            await client.dial(vox.uri)
            refused = WebCaller()
            with pytest.raises(Busy):
                await by(vox)(await refused.offer())
            await refused.close()
            await client.hang_up()
            await vox.idle()
            async with web_call(by(vox)):
                with pytest.raises(CallRefused) as busy:
                    await client.dial(vox.uri)
                assert busy.value.code == 486
        await vox.events.ended(2)
        await vox.idle()


async def speak(caller: WebCaller, pcm: bytes) -> None:
    """Say it as it would be said: no faster than it is sent."""
    rest = pcm
    async with asyncio.timeout(HANG):
        while rest:
            rest = rest[caller.sound.write(rest) :]
            await asyncio.sleep(0.02)
