"""The process behind CallingClient: a SIP telephone that is driven by JSON lines.

Each line on stdin is `{"do": …, "n": …}`; each on stdout `{"event": …}`, with the `n` of what it answers.

    hello                                    → ready
    dial {uri, number, password, headers}    → answered {at} | rejected {code, reason}
    play {pcm: base64}                       → played {at}: when the last audible sample was sent
    keys {keys}, hold, resume, hang_up       → done
    recording                                → recording {pcm: base64}

Unasked come `voice {at}` (first sound after quiet), `quiet {at}` (its last sound, reported 400 ms later) and
`ended {at}`; `failed {what}` answers what could not be done. The end of stdin hangs up and ends the process.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import json
import sys
import time
from typing import Any

import numpy as np
from baresip import (
    Account,
    AudioNotActive,
    AudioRestarted,
    BaresipError,
    Call,
    CallFailed,
    CallState,
    CallTimeout,
    Config,
    Event,
    Runtime,
    StackEvent,
    UserAgent,
)

from vox.errors import VoxError
from vox.line.dialling import FirstSign, call_up
from vox.line.logs import keep_callers_out_of_logs

_RATE = 8000
_FRAME_BYTES = 320
_AHEAD_BYTES = 1600  # 100 ms
_LOOK_EVERY = 0.005
_QUIET = 0.4  # s without sound that end a stretch of it
_CLICK = 0.1  # s: a lone loud packet is a click unless another follows within this
_KEY_TAIL = 0.1  # s in which the end of the last key, sent three times, is on its way
_LINE_LIMIT = 64 * 1024 * 1024
_AUDIBLE = 300  # amplitude of 32768; G.711 idle noise is 8


def main() -> None:
    """Run until stdin ends."""
    parser = argparse.ArgumentParser(prog="python -m vox.line.client", description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1", help="address to call from")
    parser.add_argument("--codec", choices=("pcma", "pcmu"), default="pcma")
    parser.add_argument("--transport", choices=("udp", "tcp"), default="udp")
    options = parser.parse_args()
    asyncio.run(Telephone(options.host, options.codec, options.transport).run())


class VoiceMeter:
    """Tells sound from quiet in what arrives; pure, so that its times can be tested."""

    def __init__(self) -> None:
        self._first: float | None = None  # a loud packet that may yet be a click
        self._last = 0.0
        self._speaking = False

    def take(self, pcm: bytes, now: float) -> list[tuple[str, float]]:
        """Events ("voice" or "quiet", at) after `pcm` has arrived at `now`; b"" if nothing has."""
        samples = np.frombuffer(pcm, np.int16)
        loud = bool(samples.size) and int(np.abs(samples.astype(np.int32)).max()) > _AUDIBLE
        if self._speaking:
            if loud:
                self._last = now
            elif now - self._last >= _QUIET:
                self._speaking, self._first = False, None
                return [("quiet", self._last)]
            return []
        if not loud:
            return []
        if self._first is None or now - self._first > _CLICK:
            self._first = now
            return []
        self._speaking, self._last = True, now
        return [("voice", self._first)]


class Telephone:
    """One caller, one call at a time."""

    def __init__(self, host: str, codec: str, transport: str, *, port: int = 0) -> None:
        """port: where it can be called; 0: any."""
        self._host = host
        self._port = port
        self._codec = codec
        self._transport = transport
        self._runtime = Runtime(native_log_level="error")
        self._agents: dict[str, UserAgent] = {}
        self._call: Call | None = None
        self._first_sign: FirstSign | None = None
        self._dialling = asyncio.Lock()  # until there is a call: the other side may ring before
        self._sound: asyncio.Task[None] | None = None
        self._playing: asyncio.Task[None] | None = None
        self._to_say: asyncio.Queue[tuple[int, bytes]] = asyncio.Queue()
        self._recording = bytearray()

    async def run(self) -> None:
        """Obey stdin until it ends."""
        keep_callers_out_of_logs()
        await self._runtime.start(
            Config(
                net_interface=self._host,
                max_concurrent_calls=4,
                extra_config_text=(
                    f"sip_listen {self._host}:{self._port}\n"
                    "sip_transports udp,tcp\n"
                    "rtp_ports 30000-39999\n"
                    # Nothing may stand between the wire and the clock that is read here.
                    "audio_jitter_buffer_type off\n"
                ),
            )
        )
        orders: set[asyncio.Task[None]] = set()
        try:
            async for line in await _stdin():
                order = asyncio.create_task(self._obey(json.loads(line)))
                orders.add(order)
                order.add_done_callback(orders.discard)
        finally:
            with contextlib.suppress(BaresipError):  # gone already
                if self._call is not None:
                    await self._hang_up(self._call)
            running = [task for task in (*orders, self._sound, self._playing) if task is not None]
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            await self._runtime.close()

    async def _obey(self, order: dict[str, Any]) -> None:
        number = order["n"]
        try:
            match order["do"]:
                case "hello":
                    _tell("ready", n=number)
                case "dial":
                    await self._dial(order)
                case "play":
                    self._to_say.put_nowait((number, base64.b64decode(order["pcm"])))
                case "recording":
                    _tell("recording", n=number, pcm=base64.b64encode(self._recording).decode())
                case "keys":
                    await self._present_call().send_dtmf(order["keys"])
                    await asyncio.sleep(_KEY_TAIL)
                    _tell("done", n=number)
                case "hold":
                    await self._present_call().hold()
                    _tell("done", n=number)
                case "resume":
                    await self._present_call().resume()
                    _tell("done", n=number)
                case "hang_up":
                    async with self._dialling:
                        call = self._present_call()
                    await self._hang_up(call)
                    _tell("done", n=number)
                case unknown:
                    _tell("failed", n=number, what=f"le téléphone de l'appelant ne sait pas faire « {unknown} »")
        except (BaresipError, VoxError, ValueError) as error:
            _tell("failed", n=number, what=str(error))

    def _present_call(self) -> Call:
        if self._call is None:
            raise VoxError("il n'y a pas d'appel")
        return self._call

    async def _dial(self, order: dict[str, Any]) -> None:
        if self._call is not None:
            raise VoxError("il y a déjà un appel")
        agent = await self._agent(order["number"], order["password"])
        self._recording.clear()
        self._to_say = asyncio.Queue()
        uri = order["uri"]
        if ";transport=" not in uri:
            uri += f";transport={self._transport}"
        call = await self._call_up(agent, uri, order["headers"])
        try:
            await call.wait_established(timeout=60.0)
        except CallTimeout:
            _tell("rejected", n=order["n"], code=None, reason="pas de réponse")
        except CallFailed as error:
            _tell("rejected", n=order["n"], code=error.status, reason=error.reason)
        else:
            _tell("answered", n=order["n"], at=time.monotonic())
            self._sound = asyncio.create_task(self._listen(call))
            self._playing = asyncio.create_task(self._speak(call))

    async def _call_up(self, agent: UserAgent, uri: str, headers: dict[str, str]) -> Call:
        def made(call: Call) -> None:
            self._call = call
            self._first_sign = FirstSign(call)
            call.on(self._happened)

        async with self._dialling:
            return await call_up(self._runtime, agent, uri, headers, made)

    async def _hang_up(self, call: Call) -> None:
        if call.state is CallState.OUTGOING and self._first_sign is not None:
            await self._first_sign.wait()
        await call.hangup()

    async def _agent(self, number: str, password: str) -> UserAgent:
        """A user agent writes its own user into From, so each number has one."""
        if number not in self._agents:
            account = Account(
                user=number,
                domain=self._host,
                password=password,
                reg_interval=0,
                transport="tcp" if self._transport == "tcp" else "udp",
                audio_codecs=(self._codec,),
            )
            # Whoever we call may put us through to somebody else, as with any telephone.
            self._agents[number] = await UserAgent.create(self._runtime, account, transfer_policy="auto")
        return self._agents[number]

    def _happened(self, event: StackEvent) -> None:
        if event.event is not Event.CALL_CLOSED:
            return
        self._call = None
        for task in (self._sound, self._playing):
            if task is not None:
                task.cancel()
        while not self._to_say.empty():
            _tell("failed", n=self._to_say.get_nowait()[0], what="l'appel est terminé")
        _tell("ended", at=time.monotonic())

    async def _listen(self, call: Call) -> None:
        meter = VoiceMeter()
        while True:
            pcm, now = _read(call), time.monotonic()
            self._recording += pcm
            for event, at in meter.take(pcm, now):
                _tell(event, at=at)
            await asyncio.sleep(_LOOK_EVERY)

    async def _speak(self, call: Call) -> None:
        while True:
            number, pcm = await self._to_say.get()
            try:
                at = await _say(call, pcm)
            except asyncio.CancelledError:
                _tell("failed", n=number, what="l'appel est terminé")
                raise
            _tell("played", n=number, at=at)


def _read(call: Call) -> bytes:
    try:
        return bytes(call.audio.read(_RATE))
    except (AudioRestarted, AudioNotActive):  # a re-INVITE; the next look binds to the new streams
        return b""


async def _say(call: Call, pcm: bytes) -> float:
    """Feed the wire until all of `pcm` is sent; returns when its last audible sample was."""
    rest = memoryview(pcm)
    while rest:
        rest = rest[_write(call, rest) :]
        if rest:
            await asyncio.sleep(_LOOK_EVERY)
    # Each look tells when the last sample will be sent; the earliest is right, the others came late to look.
    end = time.monotonic() + _buffered(call)
    while left := _buffered(call):
        end = min(end, time.monotonic() + left)
        await asyncio.sleep(_LOOK_EVERY)
    samples = np.abs(np.frombuffer(pcm, np.int16).astype(np.int32))
    audible = np.flatnonzero(samples > _AUDIBLE)
    trailing = samples.size - 1 - int(audible[-1]) if audible.size else 0
    return end - trailing / _RATE


def _write(call: Call, pcm: memoryview) -> int:
    try:
        info = call.audio.info()
        room = _AHEAD_BYTES - info.tx_buffered
        if not info.tx_ready or room <= 0:
            return 0
        return int(call.audio.write(bytes(pcm[: min(room, 8 * _FRAME_BYTES)])))
    except (AudioRestarted, AudioNotActive):
        return 0


def _buffered(call: Call) -> float:
    """Seconds of sound that are written and not sent yet."""
    try:
        return float(call.audio.info().tx_buffered) / (2 * _RATE)
    except AudioNotActive:
        return 0.0


async def _stdin() -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=_LINE_LIMIT)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


def _tell(event: str, **what: object) -> None:
    sys.stdout.write(json.dumps({"event": event, **what}) + "\n")
    sys.stdout.flush()
