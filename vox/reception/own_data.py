"""What is kept of who is on the line: looked up, noted as a request, erased, by the number that the line shows."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from zoneinfo import ZoneInfo

from vox.config.settings import Settings
from vox.dialogue.own_data import Erased, Held
from vox.errors import VoxError
from vox.records.fulfilling import Fulfilment
from vox.records.requests import Register
from vox.records.rights import Channel, Proof, Request, Right, Scope
from vox.records.store import Records


class LineData:
    """One call's. number: E.164, None where it is masked; then only what somebody dictates is noted."""

    def __init__(self, records: Records, settings: Settings, *, number: str | None, call: str) -> None:
        self._records = records
        self._register = Register(records, ZoneInfo(settings.organization.timezone))
        self._fulfilment = Fulfilment(records)
        self._proves = settings.verification.data == "number"
        self._number = number
        self._call = call

    async def held(self) -> Held:
        """What is kept, told in the journal as a search; nothing for a masked number.

        Raises VoxError where the line proves nothing.
        """
        if self._number is None:
            return Held()
        if not self._proves:
            raise VoxError("ici, la ligne ne suffit pas pour dire ce qui est gardé", where=f"appel {self._call}")
        holding = await asyncio.to_thread(self._fulfilment.held_on, self._number, self._call)
        moments = [one.summary.started for one in holding.kept]
        return Held(moments, holding.limited, len(holding.texting))

    async def note(self, right: Right, *, dictated: str | None = None) -> str:
        """Note a request; where the line may prove who asks, their identity too. Returns its number."""
        return (await asyncio.to_thread(self._note, right, dictated)).number

    async def erase(self) -> Erased:
        """Erase, look again and certify, as `vox rights answer` does. Raises VoxError where nothing was erased."""
        return await asyncio.to_thread(self._erase)

    async def withdraw(self, scopes: Collection[Scope]) -> None:
        """Take them back for the number on the line."""
        if self._number is not None:
            await asyncio.to_thread(self._records.withdraw, self._number, scopes)

    def _note(self, right: Right, dictated: str | None) -> Request:
        phone, channel = (dictated, Channel.DICTATED) if self._number is None else (self._number, Channel.PHONE)
        if phone is None:
            raise VoxError("ce numéro est masqué", where=f"appel {self._call}")
        request = self._register.opened(right, phone) or self._register.receive(right, channel, phone)
        if channel is Channel.PHONE and self._proves and request.identified is None and request.done is None:
            return self._register.prove(request.number, Proof.LINE, calling=True)
        return request

    def _erase(self) -> Erased:
        if not self._proves:
            raise VoxError("ici, la ligne ne suffit pas pour effacer", where=f"appel {self._call}")
        number = self._note(Right.ERASURE, None).number
        try:
            made = self._fulfilment.answer(number)
        except VoxError:
            request = self._register.get(number)
            if request.done is None:
                raise
            # Erased, and a call of the same person has come meanwhile: the staff asks again for the certificate.
            return Erased(number, request.erased, request.limited)
        return Erased(number, made.summaries_erased, made.summaries_limited)
