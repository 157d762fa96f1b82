"""The outbox in a process of its own, to be killed. Arguments: folder, port, and how many calls are added first."""

from __future__ import annotations

import asyncio
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from tests.outbox.conftest import KEY, MONTH, NOW, SUMMARY, mail, practice
from vox.outbox.delivery import delivering
from vox.records.store import Records


async def main(folder: Path, port: int, count: int) -> None:
    settings = practice(mail=mail(port), messages="a@b.example")
    with closing(Records.open(folder, KEY, clock=lambda: NOW)) as records:
        async with delivering(settings, records, clock=lambda: NOW) as delivery:
            for number in range(count):
                one = replace(SUMMARY, call=f"call-{number}", messages=SUMMARY.messages[:1])
                records.add(one, retention=MONTH, letters=delivery.letters(one, []))
                sys.stdout.write(f"{one.call}\n")
                sys.stdout.flush()
                delivery.wake()
                await asyncio.sleep(0)
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
