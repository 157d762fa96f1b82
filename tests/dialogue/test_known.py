"""Hours kept for who has come before, and for who has not: who is which, asked only where it matters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.dialogue.room import SETTINGS, Call
from vox.business.types import Answer, Failed, Found, Nothing
from vox.config.hours import Hours
from vox.config.settings import Settings
from vox.config.tools import Tool
from vox.dialogue.known import as_come_before, come_before
from vox.dialogue.types import Flow
from vox.dialogue.understanding.commands import Command, Fill, Say, Slot, Start, Word

MORNING = Hours.model_validate({"week": [("08:30-12:30",)] * 5 + [()] * 2})
ASKED = "êtes-vous déjà venu au cabinet"
WISH = "> une vaccination jeudi à neuf heures avec le docteur Martin"


def keeping(trade: str = "medical", **kept: Hours) -> Settings:
    services = tuple(one.model_copy(update=kept) if one.id == "vaccin" else one for one in SETTINGS.services)
    organization = SETTINGS.organization.model_copy(update={"trade": trade})
    return SETTINGS.model_copy(update={"services": services, "organization": organization})


class File:
    """A tool that says whether it knows the number."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    async def ask(self, tool: str, values: Mapping[str, str], *, caller: str | None, key: str) -> Answer:
        return self.answer


def with_file(settings: Settings) -> Settings:
    tool = Tool.model_validate(
        {
            "id": "fichier",
            "used_for": "caller",
            "url": "https://crm.example/?telephone={caller}",
            "answer": [{"key": "client", "path": "id"}],
        }
    )
    return settings.model_copy(update={"tools": (tool,)})


@pytest.mark.parametrize(
    ("said", "come"),
    [
        ("bonjour, je suis une nouvelle patiente", False),
        ("c'est la première fois", False),
        ("non, je ne suis jamais venu", False),
        ("je suis déjà patiente chez vous", True),
        ("ce n'est pas la première fois", True),
        ("on vient depuis dix ans", True),
        ("je suis déjà venue deux fois", True),
        ("jeudi à dix heures", None),
        ("oui", None),
    ],
)
def test_what_callers_say_of_it(said: str, come: bool | None) -> None:
    assert come_before(said) is come


def test_the_first_time_is_no_service_and_no_name() -> None:
    misread: tuple[Command, ...] = (Say(Word.NO), Fill(Slot.NAME, "la première"), Start(Flow.MOVE))
    assert as_come_before(misread, False) == (Say(Word.NO),)
    assert as_come_before((Fill(Slot.DATE, "vendredi"),), True) == (Say(Word.YES), Fill(Slot.DATE, "vendredi"))
    assert as_come_before(misread, None) == misread


async def test_who_has_come_has_what_is_kept_for_them() -> None:
    call = Call(settings=keeping(for_known=MORNING))
    await call.play(f"""
        {WISH}
        [confirm] {ASKED}
        > oui
        [name] à 9 h, c'est possible
    """)


async def test_who_has_not_is_told_and_offered_something_else() -> None:
    call = Call(settings=keeping(for_known=MORNING))
    await call.play(f"""
        {WISH}
        [confirm] {ASKED}
        > non, c'est la première fois
        [choice] est gardé pour d'autres rendez-vous / à 14 h
    """)


async def test_hours_for_the_new_are_not_for_the_known() -> None:
    call = Call(settings=keeping(for_new=MORNING))
    await call.play(f"""
        {WISH}
        [confirm] {ASKED}
        > oui je suis déjà venue
        [choice] est gardé pour d'autres rendez-vous
    """)


async def test_who_does_not_know_has_what_is_everybodys() -> None:
    call = Call(settings=keeping(for_known=MORNING))
    await call.play(f"""
        {WISH}
        [confirm] {ASKED}
        > je ne sais plus
        [choice] est gardé pour d'autres rendez-vous
    """)


async def test_it_is_not_asked_of_who_has_said_it_nor_where_nothing_is_kept() -> None:
    call = Call(settings=keeping(for_new=MORNING))
    await call.play(f"{WISH}, je ne suis jamais venue\n[name] à 9 h, c'est possible / !déjà venu")
    other = Call(settings=keeping(for_new=MORNING))
    await other.play("> une consultation jeudi à huit heures trente avec le docteur Martin\n[name] !déjà venu")


async def test_an_appointment_of_the_past_makes_known() -> None:
    call = Call(settings=keeping("garage", for_known=MORNING))
    old = call.has("dr-leroy", "2026-03-10 10:00")
    assert old.start < call.now - timedelta(days=200)
    await call.play(f"{WISH}\n[name] à 9 h, c'est possible / !déjà venu")


@pytest.mark.parametrize(
    ("answer", "asked"),
    [(Found({"client": "77"}), False), (Nothing(), True), (Failed(), True)],
    ids=["yes", "no", "down"],
)
async def test_the_organizations_own_file_makes_known(answer: Answer, asked: bool) -> None:
    call = Call(settings=with_file(keeping("garage", for_known=MORNING)), tools=File(answer))
    place = "[confirm] êtes-vous déjà venu chez nous" if asked else "[name] c'est possible / !déjà venu"
    await call.play(f"{WISH}\n{place}")


async def test_a_masked_number_is_asked() -> None:
    call = Call(settings=keeping("garage", for_known=MORNING), number=None)
    await call.play(f"{WISH}\n[confirm] êtes-vous déjà venu chez nous")


@pytest.mark.promise
async def test_where_it_is_a_secret_everybody_is_asked() -> None:
    """Else who imitates a number would learn that its owner comes here."""
    call = Call(settings=with_file(keeping(for_known=MORNING)), tools=File(Found({"client": "77"})))
    call.has("dr-martin", "2026-03-10 10:00")
    await call.play(f"{WISH}\n[confirm] {ASKED}")
