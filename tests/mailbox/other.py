"""The mailbox and the outbox in a process of its own, to be killed. Arguments: folder, port of IMAP, port of SMTP."""

from __future__ import annotations

import asyncio
import sys
from contextlib import closing
from pathlib import Path

from tests.outbox.conftest import KEY, NOW
from vox.mailbox.watch import watching
from vox.outbox.delivery import delivering
from vox.records.store import Records

from .conftest import settings_of


async def main(folder: Path, imap: int, smtp: int) -> None:
    settings = settings_of(imap, smtp)
    with closing(Records.open(folder, KEY, clock=lambda: NOW)) as records:
        async with (
            delivering(settings, records, clock=lambda: NOW) as delivery,
            watching(settings, records, clock=lambda: NOW, wake=delivery.wake),
        ):
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
