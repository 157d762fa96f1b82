"""One call from a browser as the reception sees it: a voice both ways, and beside it captions out and keys in."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from typing import Final

from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCDataChannel,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame

from vox.errors import VoxError
from vox.line.browser_sound import BrowserSound, VoiceTrack
from vox.line.offers import CODECS, Unusable, with_address
from vox.line.transport import SipTransport
from vox.logs import log

TRUNK: Final = "web"

CHANNEL: Final = "vox"
"""The name of the data channel of our page."""

MESSAGES: Final = 500
"""Messages that a page may send in one call, all keys that somebody presses included."""

LONGEST_MESSAGE: Final = 64
"""Characters of one."""

_ANSWER_S = 10.0  # to read the offer and open our ports
_CONNECT_S = 20.0  # from our answer until sound may flow
_LEAVE_S = 1.5  # that the page has to play what it still holds, and leave, when we hang up
_CLOSE_S = 5.0


class Busy(VoxError):
    """No call can be taken now."""


class BrowserCall:
    """Rings, then is answered, refused or given up. Implements vox.line.call.IncomingCall; nobody's number is known.

    offer: as `read_offer` gives it. address: what our answer names instead of this machine's own addresses.
    media_timeout: seconds without sound from the browser after which the call has ended.
    `answered` becomes our answer (SDP), or is Busy or Unusable.
    """

    def __init__(self, offer: str, *, id: str, address: str | None, media_timeout: float) -> None:
        self.id = id
        self.caller: str | None = None
        self.called = self.trunk = TRUNK
        self.ended = asyncio.Event()
        self.answered: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.answered.add_done_callback(lambda future: future.cancelled() or future.exception())  # somebody has left
        self._offer = offer
        self._address = address
        self._media_timeout = media_timeout
        self._sound = BrowserSound()
        self._transport = SipTransport(self._sound, self.ended, call_id=id)
        self._peer: RTCPeerConnection | None = None
        self._connected = asyncio.Event()
        self._channel: RTCDataChannel | None = None
        self._unsent: deque[str] = deque(maxlen=20)  # until the channel is there
        self._messages = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._closing = asyncio.Lock()

    async def answer(self) -> SipTransport:
        """Pick up. Returns the transport in any case; `ended` is set if no sound could flow, or the page has left."""
        if self.ended.is_set():
            return self._transport
        try:
            async with asyncio.timeout(_ANSWER_S):
                answer = await self._negotiate()
        except Exception as error:  # noqa: BLE001  the stack fails in many ways on what it is offered
            log("browser-offer-unusable", call=self.id, error=type(error).__name__)
            self._end()
            self._refuse(Unusable("l'offre du navigateur ne peut pas devenir un appel"))
            return self._transport
        if not self.answered.done():
            self.answered.set_result(answer)
        await self._wait_connected()
        return self._transport

    async def busy(self) -> None:
        """Refuse as busy."""
        self._refuse(Busy("toutes les lignes sont occupées"))
        self._end()

    def caption(self, text: str) -> None:
        """Show what Vox says."""
        self._send({"caption": text})

    async def hang_up(self) -> None:
        """End the call from our side, once the page has played what it still holds. Returns once it is closed."""
        self._refuse(Busy("l'appel n'a pas été pris"))
        async with self._closing:
            peer, self._peer = self._peer, None
            if peer is None:
                self._end()
                return
            if not self.ended.is_set() and self._send({"end": True}):
                await _within(_LEAVE_S, self.ended)
            self._end()
            self._unsent.clear()
            self._channel = None
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            try:
                await asyncio.wait_for(peer.close(), _CLOSE_S)
            except TimeoutError:
                log("browser-call-not-closed", call=self.id)

    # --- the connection ---

    async def _negotiate(self) -> str:
        # No ICE servers: the stack's default is one of a third party. The browser finds us, or a relay finds both.
        peer = self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        peer.on("connectionstatechange", self._changed)
        peer.on("track", self._heard)
        peer.on("datachannel", self._opened)
        capabilities = RTCRtpReceiver.getCapabilities("audio")
        assert capabilities is not None
        voice = peer.addTransceiver(VoiceTrack(self._sound), direction="sendrecv")
        voice.setCodecPreferences([codec for codec in capabilities.codecs if codec.mimeType in CODECS])
        await peer.setRemoteDescription(RTCSessionDescription(self._offer, "offer"))
        await peer.setLocalDescription(await peer.createAnswer())
        return with_address(peer.localDescription.sdp, self._address)

    async def _wait_connected(self) -> None:
        either = {asyncio.create_task(event.wait()) for event in (self._connected, self.ended)}
        try:
            await asyncio.wait(either, timeout=_CONNECT_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in either:
                one.cancel()
        if self.ended.is_set():
            return
        if not self._connected.is_set():
            log("browser-call-not-connected", call=self.id)
            self._end()
            return
        self._sound.open = True
        self._tasks.append(asyncio.create_task(self._watch(), name=f"watch {self.id}"))

    def _changed(self) -> None:
        state = self._peer.connectionState if self._peer is not None else "closed"
        if state == "connected":
            self._connected.set()
        elif state in ("failed", "closed"):
            self._end()

    async def _watch(self) -> None:
        """A call whose sound stays away has ended, whatever the network says.

        Counted in looks: a process that had no time to take what had come has not been left alone.
        """
        step = min(1.0, self._media_timeout / 4)
        silent, came = 0.0, self._sound.came_at
        while silent < self._media_timeout:
            await asyncio.sleep(step)
            before, came = came, self._sound.came_at
            silent = silent + step if came == before else 0.0
        log("browser-call-silent", call=self.id, seconds=round(self._media_timeout))
        self._end()

    def _heard(self, track: MediaStreamTrack) -> None:
        self._tasks.append(asyncio.create_task(self._listen(track), name=f"listen {self.id}"))

    async def _listen(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            assert isinstance(frame, AudioFrame)
            self._sound.came(bytes(frame.planes[0])[: 2 * frame.samples], time.monotonic())

    # --- beside the voice ---

    def _opened(self, channel: RTCDataChannel) -> None:
        if channel.label != CHANNEL or self._channel is not None:
            self._end()  # nothing that our page does
            return
        self._channel = channel
        channel.on("message", self._message)
        while self._unsent:
            channel.send(self._unsent.popleft())

    def _message(self, message: str | bytes) -> None:
        self._messages += 1
        if self._messages > MESSAGES:
            self._end()
            return
        if not isinstance(message, str) or len(message) > LONGEST_MESSAGE:
            return
        try:
            said = json.loads(message)
        except (ValueError, RecursionError):
            return
        match said:
            case {"key": str(key)}:
                self._transport.press(key)
            case {"hang_up": True}:
                self._end()

    def _send(self, what: dict[str, object]) -> bool:
        """Whether there is a page that gets it."""
        text = json.dumps(what, ensure_ascii=False)
        if self._channel is None:
            self._unsent.append(text)
            return False
        if self._channel.readyState != "open":
            return False
        self._channel.send(text)
        return True

    def _refuse(self, reason: VoxError) -> None:
        if not self.answered.done():
            self.answered.set_exception(reason)

    def _end(self) -> None:
        self.ended.set()


async def _within(seconds: float, event: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
