"""A caller with WebRTC whom code holds: what a browser does, and what none of them would do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import numpy as np
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCDataChannel,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, AudioResampler

from vox.line.browser_sound import BrowserSound, VoiceTrack

from .reception import HANG, until


class WebCaller:
    """Makes one call. sound: what it says, as BrowserSound takes it."""

    def __init__(self, *, channel: str | None = "vox", speaks: bool = True) -> None:
        self.sound = BrowserSound()
        self.heard = bytearray()  # 8 kHz mono
        self.told: list[dict[str, object]] = []
        self.ended = asyncio.Event()
        self.peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.channel: RTCDataChannel | None = None
        self._speaks = speaks
        self._listening: asyncio.Task[None] | None = None
        if channel is not None:
            self.channel = self.peer.createDataChannel(channel)
            self.channel.on("message", lambda text: self.told.append(json.loads(text)))
        self.peer.on("track", self._listen)
        self.peer.on("connectionstatechange", self._changed)

    async def offer(self, *, video: bool = False, audio: bool = True) -> str:
        """What is offered."""
        if audio and self._speaks:
            self.peer.addTrack(VoiceTrack(self.sound))
        elif audio:
            self.peer.addTransceiver("audio", direction="sendrecv")
        if video:
            self.peer.addTransceiver("video")
        await self.peer.setLocalDescription(await self.peer.createOffer())
        return str(self.peer.localDescription.sdp)

    async def take(self, answer: str) -> None:
        """What came back; returns once sound may flow."""
        await self.peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await until(lambda: self.peer.connectionState == "connected")
        if self.channel is not None:
            await until(lambda: self.channel is not None and self.channel.readyState == "open")

    def say(self, pcm: bytes) -> None:
        """8 kHz mono 16-bit, at once: a second of it at most."""
        assert self.sound.write(pcm) == len(pcm)

    def tell(self, what: object) -> None:
        assert self.channel is not None
        self.channel.send(what if isinstance(what, str) else json.dumps(what))

    async def close(self) -> None:
        await asyncio.wait_for(self.peer.close(), HANG)
        if self._listening is not None:
            await self._listening

    def _changed(self) -> None:
        if self.peer.connectionState in ("closed", "failed"):
            self.ended.set()

    def _listen(self, track: MediaStreamTrack) -> None:
        self._listening = asyncio.ensure_future(self._hear(track))

    async def _hear(self, track: MediaStreamTrack) -> None:
        to_line = AudioResampler(format="s16", layout="mono", rate=8000)
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            assert isinstance(frame, AudioFrame)
            for piece in to_line.resample(frame):
                self.heard += bytes(piece.planes[0])[: 2 * piece.samples]


@asynccontextmanager
async def web_call(offer: Callable[[str], Awaitable[str]], **named: object) -> AsyncIterator[WebCaller]:
    """A caller who is through, by what answers offers."""
    caller = WebCaller(**named)  # type: ignore[arg-type]
    try:
        await caller.take(await offer(await caller.offer()))
        yield caller
    finally:
        await caller.close()


def loudest(pcm: bytes) -> int:
    return int(np.abs(np.frombuffer(pcm, np.int16).astype(np.int32)).max(initial=0))
