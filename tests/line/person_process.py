"""The process behind Person: a SIP telephone that can be called, of the same stack as the caller's.

Beside what vox.line.client_process obeys:

    wait_for {user, registrar, password}     → ready: from now on it can be called
    answer, busy                             → done

Unasked come `ringing {peer}`, `pressed {key}` and `given_up {at}`: it has stopped ringing.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from typing import Any

from baresip import Account, Call, Event, StackEvent, UserAgent

from vox.line.client_process import Telephone, _tell


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--codec", default="pcma")
    parser.add_argument("--transport", default="udp")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    asyncio.run(CalledTelephone(options.host, options.codec, options.transport, port=options.port).run())


class CalledTelephone(Telephone):
    _answered = False

    async def _obey(self, order: dict[str, Any]) -> None:
        match order["do"]:
            case "wait_for":
                registrar = order["registrar"]
                account = Account(
                    user=order["user"],
                    domain=registrar or self._host,
                    password=order["password"],
                    reg_interval=60 if registrar else 0,
                    transport="udp",
                    audio_codecs=(self._codec,),
                    extra_params=("catchall=yes",),
                )
                agent = await UserAgent.create(self._runtime, account, transfer_policy="auto")
                agent.on_incoming(self._rings)
                if registrar:
                    await agent.register(timeout=10.0)
                _tell("ready", n=order["n"])
            case "answer":
                call = self._present_call()
                await call.answer(video=True)
                await call.wait_established(timeout=10.0)
                self._answered = True
                self._recording.clear()
                self._sound = asyncio.create_task(self._listen(call))
                self._playing = asyncio.create_task(self._speak(call))
                _tell("done", n=order["n"], at=time.monotonic())
            case "busy":
                await self._present_call().reject()
                _tell("done", n=order["n"])
            case _:
                await super()._obey(order)

    def _rings(self, call: Call) -> None:
        self._call, self._answered = call, False
        call.on(self._ends)
        call.on_dtmf(lambda digit: _tell("pressed", key=digit.digit))
        _tell("ringing", peer=call.peer)

    def _ends(self, event: StackEvent) -> None:
        if event.event is Event.CALL_CLOSED:
            if not self._answered:
                _tell("given_up", at=time.monotonic())
            self._happened(event)


if __name__ == "__main__":
    main()
