"""A telephone that code holds, for rehearsals and measurements: a real SIP caller with real G.711.

It runs as a process of its own (`python -m vox.line.client`), because a process has one SIP stack only.
All times are CLOCK_MONOTONIC seconds, which processes of one machine share.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self

from vox.errors import VoxError

_LINE_LIMIT = 64 * 1024 * 1024  # bytes of one JSON line: a recording of half an hour


class CallRefused(VoxError):
    """The call was not answered. code: the SIP status, or None when nothing came back."""

    def __init__(self, code: int | None, reason: str) -> None:
        super().__init__(f"l'appel n'a pas été décroché : {reason or code}")
        self.code = code


@dataclass
class Heard:
    """One stretch of sound heard: arrival of its first and last packet; end is None while it goes on."""

    start: float
    end: float | None = None


class CallingClient:
    """Makes one call after the other. Use as `async with CallingClient() as client`.

    host: the address it calls from. codec, transport: what it offers. number: what it calls as, by default.
    """

    PROCESS = "vox.line.client"
    """The module that is run."""

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        codec: Literal["pcma", "pcmu"] = "pcma",
        transport: Literal["udp", "tcp"] = "udp",
        number: str = "+33639980012",
        password: str = "",
    ) -> None:
        self.ended = asyncio.Event()
        self.ended_at: float | None = None
        self.answered_at: float | None = None
        self.heard: list[Heard] = []
        """Stretches of sound heard in the present call, oldest first; 400 ms of quiet end one."""
        self._arguments = ["--host", host, "--codec", codec, "--transport", transport]
        self._number = number
        self._password = password
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._changed = asyncio.Condition()
        self._replies: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._asked = 0

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Start the telephone's process. Raises VoxError when it does not come up."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self.PROCESS,
            *self._arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_LINE_LIMIT,
        )
        self._reader = asyncio.create_task(self._read(self._process))
        await self._ask("hello", timeout=20.0)

    async def close(self) -> None:
        """Hang up if need be, and end the process."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 10.0)
        except TimeoutError:
            process.kill()
            await process.wait()
        if self._reader is not None:
            await self._reader

    async def dial(
        self,
        uri: str,
        *,
        number: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 30.0,
    ) -> float:
        """Call `uri` and wait until it is answered; returns when that was.

        number: what to call as ("anonymous" is masked). Raises CallRefused.
        """
        self.ended.clear()
        self.ended_at = self.answered_at = None
        self.heard.clear()
        reply = await self._ask(
            "dial",
            uri=uri,
            number=number or self._number,
            password=self._password,
            headers=dict(headers or {}),
            timeout=timeout,
        )
        if reply["event"] == "rejected":
            raise CallRefused(reply["code"], reply["reason"])
        at = float(reply["at"])
        self.answered_at = at
        return at

    async def play(self, pcm: bytes, *, timeout: float | None = None) -> float:
        """Say `pcm` (8 kHz mono 16-bit); returns when its last audible sample was sent.

        Several calls are said in a row. Raises VoxError if the call ends before.
        """
        seconds = len(pcm) / 16000
        reply = await self._ask("play", pcm=base64.b64encode(pcm).decode(), timeout=timeout or seconds * 2 + 60.0)
        return float(reply["at"])

    async def keys(self, keys: str) -> None:
        """Press keys (0-9, *, #; RFC 4733), one after the other."""
        await self._ask("keys", keys=keys, timeout=10.0 + len(keys))

    async def hold(self) -> None:
        """Hold the other side, by a re-INVITE."""
        await self._ask("hold")

    async def resume(self) -> None:
        """Take the other side back."""
        await self._ask("resume")

    async def hang_up(self) -> None:
        """End the call, also while it still rings on the other side."""
        await self._ask("hang_up")

    async def recording(self) -> bytes:
        """All that was heard since the answer of the latest call: 8 kHz mono 16-bit, never on disk."""
        reply = await self._ask("recording", timeout=30.0)
        return base64.b64decode(reply["pcm"])

    async def next_voice(self, after: float = 0.0, *, timeout: float = 30.0) -> float:
        """When the first stretch of sound began that began after `after`, waiting for it if need be."""
        return await self._wait_for(
            lambda: next((heard.start for heard in self.heard if heard.start > after), None), timeout
        )

    async def next_quiet(self, after: float = 0.0, *, timeout: float = 60.0) -> float:
        """When the first stretch of sound ended that ended after `after`, waiting for it if need be."""
        return await self._wait_for(
            lambda: next((heard.end for heard in self.heard if heard.end and heard.end > after), None),
            timeout,
        )

    async def _wait_for(self, look: Callable[[], float | None], timeout: float) -> float:
        async with asyncio.timeout(timeout), self._changed:
            while (found := look()) is None:
                if self.ended.is_set():
                    raise VoxError("l'appel s'est terminé avant qu'on entende cela")
                await self._changed.wait()
            return found

    async def _ask(self, do: str, *, timeout: float = 15.0, **what: object) -> dict[str, Any]:
        if self._process is None or self._process.stdin is None:
            raise VoxError("le téléphone de l'appelant n'est pas allumé")
        self._asked += 1
        number = self._asked
        reply = self._replies[number] = asyncio.get_running_loop().create_future()
        try:
            self._process.stdin.write(json.dumps({"do": do, "n": number, **what}).encode() + b"\n")
            await self._process.stdin.drain()
            return await asyncio.wait_for(reply, timeout)
        except TimeoutError as error:
            raise VoxError(f"le téléphone de l'appelant n'a pas fait « {do} » en {timeout:g} s") from error
        finally:
            self._replies.pop(number, None)

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            await self._take(json.loads(line))
        for reply in self._replies.values():
            if not reply.done():
                reply.set_exception(VoxError("le téléphone de l'appelant s'est arrêté"))
        self.ended.set()
        async with self._changed:
            self._changed.notify_all()

    async def _take(self, event: dict[str, Any]) -> None:
        reply = self._replies.get(event.get("n", 0))
        if reply is not None and not reply.done():
            if event["event"] == "failed":
                reply.set_exception(VoxError(event["what"]))
            else:
                reply.set_result(event)
        match event["event"]:
            case "voice":
                self.heard.append(Heard(event["at"]))
            case "quiet":
                self.heard[-1].end = event["at"]
            case "ended":
                self.ended_at = event["at"]
                self.ended.set()
        async with self._changed:
            self._changed.notify_all()


if __name__ == "__main__":
    from vox.line.client_process import main

    with contextlib.suppress(KeyboardInterrupt):
        main()
