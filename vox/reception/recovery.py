"""At a start: what a process that was killed had begun for a caller is brought to its end, and told to the staff."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from vox.agenda.agenda import Agenda
from vox.agenda.intents import Intent
from vox.agenda.resuming import Found
from vox.clock import Clock
from vox.config.settings import Settings
from vox.dialogue.called import called
from vox.errors import VoxError
from vox.language.say import say_date, say_time
from vox.logs import log
from vox.outbox.delivery import Delivery
from vox.records.intents import Intents, Left
from vox.records.store import Records
from vox.records.summary import Message, Outcome, Summary

AGAIN_S: Final = 60.0
"""Seconds after which a calendar that did not answer is asked again."""

AT_MOST: Final = timedelta(minutes=15)
"""How long calendars are waited for; then the staff are asked to look for themselves."""


class Recovery:
    """Made before the first call is taken: what is noted at that moment is of calls that no longer run.

    delivery: who tells the staff; None where nobody shall be told. Raises VoxError where the records cannot be read.
    """

    def __init__(
        self, settings: Settings, agenda: Agenda, records: Records, *, clock: Clock, delivery: Delivery | None = None
    ) -> None:
        self._settings = settings
        self._agenda = agenda
        self._records = records
        self._clock = clock
        self._delivery = delivery
        self._calls: defaultdict[str, list[Left]] = defaultdict(list)
        for left in Intents(records).left():
            self._calls[left.call].append(left)

    @property
    def pending(self) -> int:
        """Calls of which nobody has been told yet."""
        return len(self._calls)

    async def run(self) -> None:
        """Until the staff know of each. Never raises for what calendars or records do."""
        until = self._clock() + AT_MOST
        while self._calls:
            await self.look(last=self._clock() >= until)
            if self._calls:
                await asyncio.sleep(AGAIN_S)

    async def look(self, *, last: bool = False) -> None:
        """Once at each. last: what cannot be told now is told as it is: to be looked at."""
        for call, left in list(self._calls.items()):
            try:
                found = await self._found(left, last=last)
                if found is None:
                    continue
                if all(one.kept for one in left):
                    await asyncio.to_thread(self._tell, call, left[0].begun, found)
                else:  # the caller wanted nothing kept: it is brought to its end, and nobody is told
                    await asyncio.to_thread(Intents(self._records).settle, call)
            except Exception as error:  # noqa: BLE001  what is wrong with one must not cost the others
                log("interrupted-call-untold", call=call, level=logging.ERROR, error=type(error).__name__)
                continue
            del self._calls[call]
            log("interrupted-call-told", call=call, count=len(left), outcome=" ".join(one for _, one in found))
            if self._delivery is not None:
                self._delivery.wake()

    async def _found(self, left: Sequence[Left], *, last: bool) -> list[tuple[Intent | None, Found]] | None:
        """None where a calendar does not tell, and is asked again. No intent: the note cannot be read."""
        found: list[tuple[Intent | None, Found]] = []
        for one in left:
            intent = None
            try:
                intent = Intent.from_text(one.text)
                found.append((intent, await self._agenda.resume(intent)))
            except (VoxError, ValueError):
                if not last:
                    return None
                found.append((intent, Found.UNKNOWN))
        return found

    def _tell(self, call: str, begun: datetime, found: Sequence[tuple[Intent | None, Found]]) -> None:
        """In one change: a message for the staff, with its letters, in place of the note."""
        zone = ZoneInfo(self._settings.organization.timezone)
        messages = tuple(
            _message(self._settings, intent, one, zone) if intent is not None else _unread(begun, zone)
            for intent, one in found
        )
        people = {"": ("l'accueil",), **called(self._settings.practitioners)}
        names = [people[one.for_][0] if one.for_ in people else one.for_ for one in messages]
        lines = [f"Message pour {name} : {one.text}" for name, one in zip(names, messages, strict=True)]
        follow_up = f"Traiter le message : {', '.join(dict.fromkeys(names))}."
        summary = Summary(call, begun, 0, (Outcome.MESSAGE,), "\n".join(lines), follow_up, messages)
        letters = self._delivery.letters(summary, ()) if self._delivery is not None else ()
        self._records.add(summary, retention=self._settings.keep.summaries, letters=letters)


def _unread(begun: datetime, zone: ZoneInfo) -> Message:
    return Message(
        "",
        f"Vox s'est arrêté pendant un appel, {_when(begun, zone)}, et n'a pas pu relire ce qu'il y faisait. "
        "Vérifier dans les agendas ce qui a été pris, déplacé ou annulé à cette heure-là.",
    )


def _message(settings: Settings, intent: Intent, found: Found, zone: ZoneInfo) -> Message:
    new, old = intent.opening, intent.old
    place = new or old
    assert place is not None
    words = {
        "new": _words(settings, new.service, new.practitioner, new.start, zone) if new is not None else "",
        "old": _words(settings, old.service, old.practitioner, old.start, zone) if old is not None else "",
    }
    if found is Found.UNKNOWN:
        what = " ; ".join(f"{_ROLE[key]} {text}" for key, text in words.items() if text)
        said = f"L'agenda n'a pas pu dire ce qu'il en est. Vérifier ce qui s'y trouve : {what}."
    else:
        said = _SAID[found].format(**words)
    return Message(place.practitioner, f"Vox s'est arrêté pendant un appel. {said}")


def _words(settings: Settings, service: str, practitioner: str, start: datetime, zone: ZoneInfo) -> str:
    what = next((one.name for one in settings.services if one.id == service), "rendez-vous")
    who = next((one.name for one in settings.practitioners if one.id == practitioner), practitioner)
    return f"{what}, {_when(start, zone)}, avec {who}"


def _when(start: datetime, zone: ZoneInfo) -> str:
    moment = start.astimezone(zone)
    return f"{say_date(moment.date(), date.min, year='always')} à {say_time(moment.time())}"


_ROLE: Final = {"new": "le rendez-vous demandé,", "old": "l'ancien rendez-vous,"}
_SAID: Final[Mapping[Found, str]] = {
    Found.BOOKED: "Vérifié ensuite : le rendez-vous pris est dans l'agenda ({new}). Le confirmer à la personne, dont "
    "le nom y est.",
    Found.NOT_BOOKED: "Vérifié ensuite : le rendez-vous demandé n'est pas dans l'agenda ({new}). Si la personne "
    "rappelle, le reprendre avec elle.",
    Found.MOVED: "Vérifié ensuite : le rendez-vous est déplacé ({new}) ; l'ancien n'est plus dans l'agenda ({old}). Le "
    "confirmer à la personne, dont le nom y est.",
    Found.NOT_MOVED: "Vérifié ensuite : le déplacement demandé ({new}) n'a pas été fait. L'ancien rendez-vous reste "
    "({old}). Voir avec la personne, dont le nom y est.",
    Found.MOVED_HALF: "Vérifié ensuite : le nouveau rendez-vous est dans l'agenda ({new}) ; l'ancien a été changé "
    "entre-temps et y est encore ({old}). Retirer celui qui ne sert plus, et le confirmer à la personne.",
    Found.NEITHER: "Vérifié ensuite : ni l'ancien rendez-vous ({old}) ni le nouveau ({new}) n'est dans l'agenda. Si la "
    "personne rappelle, le reprendre avec elle.",
    Found.CANCELLED: "Vérifié ensuite : le rendez-vous est annulé, comme demandé ({old}). Si la personne rappelle, le "
    "lui confirmer.",
    Found.NOT_CANCELLED: "Vérifié ensuite : l'annulation demandée n'a pas été faite, le rendez-vous est encore dans "
    "l'agenda ({old}). Voir avec la personne, dont le nom y est.",
}
