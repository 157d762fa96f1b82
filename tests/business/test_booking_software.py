"""Appointments in the organization's own software: a real server that books, loses answers, lies, and is away."""

from __future__ import annotations

import asyncio
import io
import itertools
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from rich.console import Console

from tests.agenda.patience import be_patient
from tests.agenda.test_resuming import Notes
from tests.business.bookings import (
    LENGTH,
    NOW,
    NUMBER,
    OPENING,
    PASSWORD,
    START,
    Forward,
    Garage,
    Software,
    garage,
    software,
    written,
)
from vox.agenda.agenda import Agenda
from vox.agenda.intents import Act, Intent
from vox.agenda.overlap import Standing
from vox.agenda.resuming import Found
from vox.agenda.types import (
    AppointmentChanged,
    AppointmentGone,
    BookingUncertain,
    CalendarUnavailable,
    Client,
    Interval,
    MoveUnfinished,
    OpeningTaken,
    Wishes,
)
from vox.business.business import Business
from vox.business.calendars import connect_calendars
from vox.config.loader import load
from vox.language.values import DateWish
from vox.online import check_online
from vox.rehearsal.calendar_server import radicale
from vox.rehearsal.ports import free_port

CLAIRE = Client("Claire Dupont", NUMBER)
PAUL = Client("Paul Petit", "+33639980034")
LATER = replace(OPENING, start=START + timedelta(days=3), end=START + timedelta(days=3) + LENGTH)
DAY = Interval(START - timedelta(hours=2), START + timedelta(hours=5))
WAYS = [
    pytest.param({}, id="busy"),
    pytest.param({"references": ", {key: reference, path: id}"}, id="busy-with-references"),
    pytest.param({"taken": "free: libres"}, id="free"),
    pytest.param({"given": "[]"}, id="reference-by-the-key"),
]


def status(code: int, **headers: str) -> web.StreamResponse:
    return web.Response(status=code, headers={name.replace("_", "-"): value for name, value in headers.items()})


async def cut_after(request: web.Request, forward: Forward) -> web.StreamResponse:
    """Done, and nobody hears of it."""
    answer = await forward()
    assert request.transport is not None
    request.transport.abort()
    return answer


async def cut_before(request: web.Request, _: Forward) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return status(503)


async def away(_: web.Request, __: Forward) -> web.StreamResponse:
    return status(503)


async def busy(one: Garage) -> list[tuple[object, object]]:
    return [(each.start, each.end) for each in await one.calendar.busy(DAY)]


# --- booking ---


@pytest.mark.parametrize("way", WAYS)
async def test_what_is_free_is_booked_and_read_back(way: dict[str, str], tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server, **way) as here:
        server.put(START - LENGTH)
        offer = await here.agenda.find(Wishes("diagnostic"), call="one")
        assert offer.exactly
        booking = await here.agenda.book(OPENING, CLAIRE, call="one")
        assert (booking.opening, booking.client, booking.href) == (OPENING, CLAIRE, "R2")
        assert server.rows["R2"]["client"] == {"nom": "Claire Dupont", "telephone": NUMBER}
        assert server.rows["R2"]["quoi"] == "DIAG"
        assert await here.agenda.standing(booking, call="one") is Standing.ALONE
        assert (await here.calendar.look(OPENING, call="one")) == booking
        assert await here.calendar.look(OPENING, call="two") is None
        assert server.idempotency == [server.rows["R2"]["cle"]]
        assert not here.calendar.failing


async def test_the_key_that_is_its_reference(tmp_path: Path) -> None:
    async with software(own_keys=True) as server, garage(tmp_path, server, by_key="", given="[]") as here:
        server.on("POST", "/api/rdv", cut_after)
        booking = await here.agenda.book(OPENING, CLAIRE, call="one")
        assert booking.href == server.rows[booking.href]["cle"]
        assert server.standing == [START]


@pytest.mark.parametrize("way", WAYS)
async def test_what_is_taken_is_not_offered(way: dict[str, str], tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server, **way) as here:
        server.put(START)
        server.put(START + 3 * LENGTH, lasts=2 * LENGTH)
        assert await busy(here) == [(START, START + LENGTH), (START + 3 * LENGTH, START + 5 * LENGTH)]
        wishes = Wishes("diagnostic", days=DateWish(days=(START.date(),)))
        offer = await here.agenda.find(wishes, call="one")
        assert offer.openings
        assert all(
            not (one.start < START + LENGTH and one.end + timedelta(minutes=15) > START) for one in offer.openings
        )
        with pytest.raises(OpeningTaken):
            await here.agenda.book(OPENING, CLAIRE, call="one")
        assert len(server.rows) == 2


async def test_two_callers_want_the_same_time_at_once(tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server) as here, garage(tmp_path, server) as there:
        # Two processes: nothing but the software is between them.
        work = [
            here.calendar.write(OPENING, CLAIRE, call="one"),
            there.calendar.write(OPENING, PAUL, call="two"),
        ]
        ended = await asyncio.gather(*work, return_exceptions=True)
        assert sorted(type(one).__name__ for one in ended) == ["Booking", "OpeningTaken"]
        assert server.standing == [START]


async def test_a_software_that_refuses_nobody(tmp_path: Path) -> None:
    """What was written in the same moment is seen when it is read back, and ours goes."""
    async with software() as server, garage(tmp_path, server) as here:

        async def meanwhile(_: web.Request, forward: Forward) -> web.StreamResponse:
            answer = await forward()
            server.put(START)
            return answer

        server.on("POST", "/api/rdv", meanwhile)
        with pytest.raises(OpeningTaken):
            await here.agenda.book(OPENING, CLAIRE, call="one")
        assert [row["client"]["nom"] for row in server.rows.values() if row["statut"] == "PRIS"] == ["Passage"]


async def test_the_software_joins_what_touches(tmp_path: Path) -> None:
    """Ours and the one before are one stretch in its answer: that is nobody else at our time."""
    async with software() as server, garage(tmp_path, server) as here:
        server.put(START - LENGTH)

        async def joined(_: web.Request, forward: Forward) -> web.StreamResponse:
            end = max(server.standing) + LENGTH
            return web.json_response({"prises": [{"debut": (START - LENGTH).isoformat(), "fin": end.isoformat()}]})

        server.on("GET", "/api/prises", joined)
        booking = await here.agenda.book(OPENING, CLAIRE, call="one")
        assert await here.agenda.standing(booking, call="one") is Standing.ALONE


# --- answers that are lost, or no answers ---


@pytest.mark.parametrize("way", WAYS)
async def test_an_answer_that_is_lost_books_once(way: dict[str, str], tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server, **way) as here:
        server.on("POST", "/api/rdv", cut_after)
        booking = await here.agenda.book(OPENING, CLAIRE, call="one")
        assert booking.href == "R1"
        assert server.standing == [START]
        assert [method for method, _ in server.asked].count("POST") == 1


async def test_an_answer_that_is_lost_while_nothing_can_be_looked_up_promises_nothing(tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server) as here:

        async def last_words(request: web.Request, forward: Forward) -> web.StreamResponse:
            server.on("GET", "/api/rdv", away)
            return await cut_after(request, forward)

        server.on("POST", "/api/rdv", last_words)
        with pytest.raises(BookingUncertain):
            await here.agenda.book(OPENING, CLAIRE, call="one")
        assert here.calendar.failing
        with pytest.raises(CalendarUnavailable):
            await here.agenda.look_again(OPENING, call="one")
        del server.strikes["GET", "/api/rdv"]
        found = await here.agenda.look_again(OPENING, call="one")
        assert found is not None
        assert (found.client, found.href) == (CLAIRE, "R1")
        # The same call asks for it once more: what stands there is its own.
        assert (await here.agenda.book(OPENING, CLAIRE, call="one")).href == "R1"
        assert server.standing == [START]


async def test_what_never_arrived_promises_nothing_and_is_told_afterwards(tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server) as here:
        server.on("POST", "/api/rdv", cut_before)
        with pytest.raises(BookingUncertain):
            await here.agenda.book(OPENING, CLAIRE, call="one")
        assert await here.agenda.look_again(OPENING, call="one") is None
        assert server.standing == []


async def test_a_software_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server) as here:
        server.on("POST", "/api/rdv", server.hang)
        with pytest.raises(BookingUncertain):
            await asyncio.wait_for(here.agenda.book(OPENING, CLAIRE, call="one"), timeout=30)  # a hang guard
        server.on("GET", "/api/prises", server.hang)
        with pytest.raises(CalendarUnavailable):
            await asyncio.wait_for(here.agenda.find(Wishes("diagnostic"), call="two"), timeout=30)
        assert here.agenda.failing == ("bruno",)


async def test_a_software_that_keeps_nothing_is_found_out(tmp_path: Path) -> None:
    async def lies(_: web.Request, __: Forward) -> web.StreamResponse:
        return web.json_response({"id": "R99"}, status=201)

    async with software() as server, garage(tmp_path, server) as here:
        server.on("POST", "/api/rdv", lies)
        with pytest.raises(BookingUncertain):
            await here.agenda.book(OPENING, CLAIRE, call="one")
        assert await here.agenda.look_again(OPENING, call="one") is None


async def test_a_software_that_gives_the_reference_of_somebody_else(tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server) as here:
        other = server.put(LATER.start, name="Paul Petit")

        async def mixes_up(_: web.Request, forward: Forward) -> web.StreamResponse:
            await forward()
            return web.json_response({"id": other}, status=201)

        server.on("POST", "/api/rdv", mixes_up)
        with pytest.raises(BookingUncertain):
            await here.agenda.book(OPENING, CLAIRE, call="one")


async def test_a_software_that_takes_another_time_than_it_was_told(tmp_path: Path) -> None:
    async def rounds(_: web.Request, forward: Forward) -> web.StreamResponse:
        answer = await forward()
        server.rows["R1"]["start"] += LENGTH
        return answer

    async with software() as server, garage(tmp_path, server) as here:
        server.on("POST", "/api/rdv", rounds)
        with pytest.raises(BookingUncertain):
            await here.agenda.book(OPENING, CLAIRE, call="one")


@pytest.mark.parametrize("code", [400, 401, 403, 422, 429, 501, 503])
async def test_what_is_refused_is_booked_nowhere(code: int, tmp_path: Path) -> None:
    async def refuses(_: web.Request, __: Forward) -> web.StreamResponse:
        return status(code, Retry_After="3600")

    async with software() as server, garage(tmp_path, server) as here:
        server.on("POST", "/api/rdv", refuses)
        with pytest.raises(CalendarUnavailable):
            await here.agenda.book(OPENING, CLAIRE, call="one")
        assert server.standing == []
        assert [method for method, _ in server.asked].count("POST") == 1
        # The time is not held for who did not get it.
        del server.strikes["POST", "/api/rdv"]
        assert await here.agenda.book(OPENING, PAUL, call="two")


@pytest.mark.parametrize("code", [500, 502, 504])
async def test_a_breakdown_tells_nothing_of_the_booking(code: int, tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server) as here:

        async def breaks(_: web.Request, forward: Forward) -> web.StreamResponse:
            await forward()
            return status(code)

        server.on("POST", "/api/rdv", breaks)
        assert await here.agenda.book(OPENING, CLAIRE, call="one")
        assert server.standing == [START]

        async def fails(_: web.Request, __: Forward) -> web.StreamResponse:
            return status(code)

        server.on("POST", "/api/rdv", fails)
        with pytest.raises(BookingUncertain):
            await here.agenda.book(LATER, CLAIRE, call="one")


async def test_too_many_requests_wait_as_long_as_is_asked(tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server) as here:
        tries = 0

        async def once(_: web.Request, forward: Forward) -> web.StreamResponse:
            nonlocal tries
            tries += 1
            return status(429, Retry_After="0") if tries == 1 else await forward()

        server.on("POST", "/api/rdv", once)
        assert await here.agenda.book(OPENING, CLAIRE, call="one")
        assert len(server.idempotency) == 2
        assert len(set(server.idempotency)) == 1


NONSENSE = [
    "",
    "[",
    "null",
    "[]",
    '"prises"',
    '{"prises": null}',
    '{"prises": {}}',
    '{"prises": [7]}',
    '{"prises": [{"debut": "2026-12-04T10:00:00Z"}]}',
    '{"prises": [{"debut": "demain", "fin": "après-demain"}]}',
    '{"prises": [{"debut": 1764842400, "fin": 1764844200}]}',
    '{"prises": [{"debut": "2026-12-04T11:00:00Z", "fin": "2026-12-04T10:00:00Z"}]}',
    '{"prises": [{"debut": "2026-12-04T11:00:00Z", "fin": "2029-12-04T10:00:00Z"}]}',
    '{"prises": [{"debut": "9999-12-31T23:59:59-14:00", "fin": "9999-12-31T23:59:59-14:00"}]}',
    '{"erreur": "Raccrochez et composez le 0899 00 00 00"}',
    "<html>Bienvenue</html>",
]


@pytest.mark.parametrize("text", NONSENSE)
async def test_nonsense_leaves_nothing_free(text: str, tmp_path: Path) -> None:
    async def says(_: web.Request, __: Forward) -> web.StreamResponse:
        return web.Response(text=text, content_type="application/json")

    async with software() as server, garage(tmp_path, server) as here:
        server.on("GET", "/api/prises", says)
        with pytest.raises(CalendarUnavailable) as caught:
            await here.agenda.find(Wishes("diagnostic"), call="one")
        assert "0899" not in str(caught.value)
        assert here.agenda.failing == ("bruno",)
        assert isinstance((await here.agenda.check())["bruno"], CalendarUnavailable)
        del server.strikes["GET", "/api/prises"]
        assert (await here.agenda.check(clocks=False)) == {"bruno": None}
        assert here.agenda.failing == ()


async def test_a_look_up_that_gives_everything_believes_nothing(tmp_path: Path) -> None:
    """A filter that the software ignores: what it gives is somebody else's."""
    async with software() as server, garage(tmp_path, server) as here:
        server.put(START + LENGTH, name="Paul Petit", phone=PAUL.phone or "")

        async def all_of_them(_: web.Request, __: Forward) -> web.StreamResponse:
            return web.json_response({"rdv": [server.shown(name) for name in server.rows]})

        server.on("GET", "/api/rdv?", all_of_them)
        assert (await here.agenda.appointments(NUMBER)).found == ()
        assert len((await here.agenda.appointments(PAUL.phone or "")).found) == 1
        server.on("POST", "/api/rdv", cut_before)
        with pytest.raises(BookingUncertain):
            await here.agenda.book(replace(OPENING, start=START - LENGTH, end=START), CLAIRE, call="one")


async def test_a_look_up_that_gives_several_believes_none(tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server) as here:
        server.put(START)
        server.put(START + LENGTH)

        async def all_of_them(_: web.Request, __: Forward) -> web.StreamResponse:
            return web.json_response({"rdv": [server.shown(name) for name in server.rows]})

        server.on("GET", "cle=", all_of_them)
        with pytest.raises(CalendarUnavailable, match="un autre rendez-vous"):
            await here.calendar.look(OPENING, call="one")
        error = (await here.agenda.check())["bruno"]
        assert "que personne n'a" in str(error)


async def test_a_look_up_that_gives_the_key_of_another_believes_it_not(tmp_path: Path) -> None:
    keyed = "{key: key, path: cle}"
    async with software() as server, garage(tmp_path, server, keyed=f"- {keyed}") as here:
        server.put(START)

        async def all_of_them(_: web.Request, __: Forward) -> web.StreamResponse:
            return web.json_response({"rdv": [{**server.shown("R1"), "cle": "staff"}]})

        server.on("GET", "cle=", all_of_them)
        with pytest.raises(CalendarUnavailable, match="un autre rendez-vous"):
            await here.calendar.look(OPENING, call="one")


async def test_a_booking_that_nobody_took_is_no_uncertainty_though_all_is_down(tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server) as here:

        async def down(_: web.Request, __: Forward) -> web.StreamResponse:
            server.on("GET", "/api/rdv", away)
            return status(503)

        server.on("POST", "/api/rdv", down)
        with pytest.raises(CalendarUnavailable):
            await here.agenda.book(OPENING, CLAIRE, call="one")


async def test_a_reference_that_fits_into_no_address(tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server) as here:

        async def sly(_: web.Request, forward: Forward) -> web.StreamResponse:
            await forward()
            return web.json_response({"id": "../../comptes"}, status=201)

        server.on("POST", "/api/rdv", sly)
        assert (await here.agenda.book(OPENING, CLAIRE, call="one")).href == "R1"
        assert not [path for _, path in server.asked if "comptes" in path]


async def test_days_off_and_times_without_an_offset(tmp_path: Path) -> None:
    async def local(_: web.Request, __: Forward) -> web.StreamResponse:
        return web.json_response(
            {
                "prises": [
                    {"debut": "2026-12-05", "fin": "2026-12-07"},
                    {"debut": "2026-12-04T11:00:00", "fin": "2026-12-04T11:30:00"},
                ]
            }
        )

    async with software() as server, garage(tmp_path, server) as here:
        server.on("GET", "/api/prises", local)
        found = await here.calendar.busy(Interval(NOW, NOW + timedelta(days=10)))
        assert (found[0].start, found[0].end) == (START, START + LENGTH)
        assert f"{found[1].start:%Y-%m-%dT%H:%M}" == "2026-12-04T23:00"


# --- a client's own ---


@pytest.mark.promise
async def test_a_number_finds_its_own_and_nobody_elses(tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server) as here:
        server.put(START, name="Dupont Claire", phone="06 39 98 00 12", what="DIAG")
        server.put(START + LENGTH, name="Paul Petit", phone=PAUL.phone or "")

        async def sloppy(_: web.Request, __: Forward) -> web.StreamResponse:
            return web.json_response({"rdv": [server.shown(name) for name in server.rows]})

        server.on("GET", "telephone=", sloppy)
        found = await here.agenda.appointments(NUMBER)
        assert found.complete
        (mine,) = found.found
        assert (mine.start, mine.service, mine.person.name) == (START, "diagnostic", "dupont claire")
        assert await here.agenda.has_come("+33639980099") is False


async def test_nothing_may_be_said_in_two_ways(tmp_path: Path) -> None:
    async def nothing(_: web.Request, __: Forward) -> web.StreamResponse:
        return web.Response(status=204)

    async with software() as server, garage(tmp_path, server) as here:
        server.on("GET", "/api/rdv?", nothing)
        assert (await here.agenda.appointments(NUMBER)).complete
        assert await here.calendar.look(OPENING, call="one") is None
        server.on("GET", "/api/prises", nothing)
        with pytest.raises(CalendarUnavailable):
            await here.calendar.busy(DAY)


async def test_an_appointment_moves_between_a_software_and_a_calendar(tmp_path: Path) -> None:
    anna = """\
  anna:
    name: Anna
    calendar: {{url: "{}", username: vox, password: "${{SOFTWARE}}"}}
services:
"""
    async with (
        software() as server,
        radicale(tmp_path / "r", calendars=["anna"], username="vox", password=PASSWORD) as people,
    ):
        text = written(server.url).replace("services:\n  diag", anna.format(people.url("anna")) + "  diag")
        (tmp_path / "two.yaml").write_text(text.replace("with: bruno", "with: [bruno, anna]"), "utf-8")
        settings = load(tmp_path / "two.yaml", env={"SOFTWARE": PASSWORD})
        business = Business(settings)
        calendars, _ = connect_calendars(settings, business, clock=lambda: NOW)
        agenda = Agenda(settings, calendars, clock=lambda: NOW)
        server.put(START, name="Claire Dupont", phone=NUMBER, what="DIAG")
        (mine,) = (await agenda.appointments(NUMBER)).found
        await agenda.move(mine, replace(LATER, practitioner="anna"), Client("", NUMBER), call="one")
        (event,) = await people.events("anna")
        assert (event.start, event.get("SUMMARY")) == (LATER.start, "diagnostic – Claire Dupont")
        assert server.standing == []
        (mine,) = (await agenda.appointments(NUMBER)).found
        assert mine.practitioner == "anna"
        await agenda.move(mine, OPENING, Client("", NUMBER), call="two")
        assert server.standing == [START]
        assert server.rows["R2"]["client"] == {"nom": "Claire Dupont", "telephone": NUMBER}
        assert await people.events("anna") == []
        await agenda.close()
        await business.close()


async def test_an_appointment_is_given_up(tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server) as here:
        server.put(START, name="Claire Dupont", phone=NUMBER, what="DIAG")
        (mine,) = (await here.agenda.appointments(NUMBER)).found
        await here.agenda.cancel(mine, call="one")
        assert server.standing == []
        assert await here.agenda.is_gone(mine)
        with pytest.raises(AppointmentGone):
            await here.agenda.cancel(mine, call="two")


async def test_an_appointment_that_staff_changed_is_left_alone(tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server) as here:
        name = server.put(START, name="Claire Dupont", phone=NUMBER, what="DIAG")
        (mine,) = (await here.agenda.appointments(NUMBER)).found
        server.rows[name]["start"] += LENGTH
        with pytest.raises(AppointmentChanged):
            await here.agenda.cancel(mine, call="one")
        with pytest.raises(AppointmentChanged):
            await here.agenda.move(mine, LATER, CLAIRE, call="one")
        assert server.standing == [START + LENGTH]


async def test_an_appointment_that_staff_gave_to_somebody_else_is_left_alone(tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server) as here:
        name = server.put(START, name="Claire Dupont", phone=NUMBER, what="DIAG")
        (mine,) = (await here.agenda.appointments(NUMBER)).found
        server.rows[name]["client"] = {"nom": "Paul Petit", "telephone": ""}
        with pytest.raises(AppointmentChanged):
            await here.agenda.cancel(mine, call="one")
        server.rows[name]["client"] = {"nom": "Mme DUPONT Claire", "telephone": ""}  # as another tool writes it
        await here.agenda.cancel(mine, call="one")
        assert server.standing == []


async def test_a_cancellation_whose_answer_is_lost(tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server) as here:
        server.put(START, name="Claire Dupont", phone=NUMBER)
        (mine,) = (await here.agenda.appointments(NUMBER)).found
        server.on("DELETE", "/api/rdv", cut_after)
        await here.agenda.cancel(mine, call="one")
        assert server.standing == []


@pytest.mark.parametrize("code", [200, 204, 500])
async def test_a_cancellation_that_is_a_lie(code: int, tmp_path: Path) -> None:
    async def lies(_: web.Request, __: Forward) -> web.StreamResponse:
        return status(code)

    async with software() as server, garage(tmp_path, server) as here:
        server.put(START, name="Claire Dupont", phone=NUMBER)
        (mine,) = (await here.agenda.appointments(NUMBER)).found
        server.on("DELETE", "/api/rdv", lies)
        with pytest.raises(BookingUncertain):
            await here.agenda.cancel(mine, call="one")
        assert not await here.agenda.is_gone(mine)


async def test_a_cancellation_that_is_refused_leaves_all_as_it_was(tmp_path: Path) -> None:
    async def refuses(_: web.Request, __: Forward) -> web.StreamResponse:
        return status(403)

    async with software() as server, garage(tmp_path, server) as here:
        server.put(START, name="Claire Dupont", phone=NUMBER)
        (mine,) = (await here.agenda.appointments(NUMBER)).found
        server.on("DELETE", "/api/rdv", refuses)
        with pytest.raises(CalendarUnavailable):
            await here.agenda.cancel(mine, call="one")
        with pytest.raises(MoveUnfinished):
            await here.agenda.move(mine, LATER, CLAIRE, call="two")
        assert server.standing == [START, LATER.start]


@pytest.mark.parametrize("way", WAYS)
async def test_an_appointment_is_moved_and_moved_back(way: dict[str, str], tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server, **way) as here:
        await here.agenda.book(OPENING, CLAIRE, call="one")
        (mine,) = (await here.agenda.appointments(NUMBER)).found
        moved = await here.agenda.move(mine, LATER, Client("Claire Dupond", NUMBER), call="one")
        assert server.standing == [LATER.start]
        assert server.rows[moved.href]["client"]["nom"] == "Claire Dupont", "as it was written"
        (mine,) = (await here.agenda.appointments(NUMBER)).found
        await here.agenda.move(mine, OPENING, Client("", NUMBER), call="one")
        assert server.standing == [START]
        assert len({row["cle"] for row in server.rows.values()}) == 3, "taken again is another booking"
        found = await here.agenda.look_again(OPENING, call="one")
        assert found is not None
        assert found.href == "R3"


async def test_an_appointment_is_moved_by_less_than_its_length_of_room(tmp_path: Path) -> None:
    """Its own time does not stand in its way: the new one begins where the old one ends."""
    async with software() as server, garage(tmp_path, server, taken="free: libres") as here:
        server.put(START, name="Claire Dupont", phone=NUMBER, what="DIAG")
        (mine,) = (await here.agenda.appointments(NUMBER)).found
        beside = replace(OPENING, start=START + LENGTH, end=START + 2 * LENGTH)
        await here.agenda.move(mine, beside, CLAIRE, call="one")
        assert server.standing == [START + LENGTH]


async def test_a_software_that_cannot_find_or_cancel(tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server, client="") as here:
        with pytest.raises(CalendarUnavailable, match="d'un numéro"):
            await here.agenda.appointments(NUMBER)
        assert here.agenda.failing == (), "that is no fault"
        booking = await here.agenda.book(OPENING, CLAIRE, call="one")
        with pytest.raises(BookingUncertain):
            await here.calendar.withdraw(booking)
        assert server.standing == [START]


# --- a process that was killed ---


async def killed(folder: Path, server: Software, act: Act) -> Intent:
    """What it left: the note of before the first exchange."""
    notes = Notes()
    async with garage(folder, server, intents=notes) as here:
        mine = None
        if act is not Act.BOOK:
            server.put(START, name="Claire Dupont", phone=NUMBER, what="DIAG")
            (mine,) = (await here.agenda.appointments(NUMBER)).found
        if act is Act.BOOK:
            await here.agenda.book(OPENING, CLAIRE, call="killed")
            return notes.noted[0]
        assert mine is not None
        if act is Act.CANCEL:
            await here.agenda.cancel(mine, call="killed")
            return notes.noted[0]
        server.on("DELETE", "/api/rdv", away)
        with pytest.raises(MoveUnfinished):
            await here.agenda.move(mine, LATER, CLAIRE, call="killed")
        del server.strikes["DELETE", "/api/rdv"]
        (noted,) = [one for one in notes.noted if one.old is not None and one.old.mark and not one.done]
        return noted


async def test_a_booking_that_a_killed_process_left_is_found_and_booked_once(tmp_path: Path) -> None:
    async with software() as server:
        left = await killed(tmp_path, server, Act.BOOK)
        async with garage(tmp_path, server) as anew:
            for _ in range(2):
                assert await anew.agenda.resume(left) is Found.BOOKED
            assert (await anew.agenda.book(OPENING, CLAIRE, call="killed")).href == "R1"
            assert server.standing == [START]
            assert await anew.agenda.resume(Intent("other", Act.BOOK, LATER)) is Found.NOT_BOOKED


async def test_a_booking_that_was_not_compared_yet_gives_way(tmp_path: Path) -> None:
    async with software() as server:
        left = await killed(tmp_path, server, Act.BOOK)
        server.put(START)
        async with garage(tmp_path, server) as anew:
            assert await anew.agenda.resume(left) is Found.NOT_BOOKED
        assert [row["client"]["nom"] for row in server.rows.values() if row["statut"] == "PRIS"] == ["Passage"]


async def test_a_move_that_a_killed_process_left_is_ended(tmp_path: Path) -> None:
    async with software() as server:
        left = await killed(tmp_path, server, Act.MOVE)
        assert server.standing == [START, LATER.start]
        async with garage(tmp_path, server) as anew:
            for _ in range(2):
                assert await anew.agenda.resume(left) is Found.MOVED
            assert server.standing == [LATER.start]


async def test_a_move_is_not_ended_over_what_staff_changed(tmp_path: Path) -> None:
    async with software() as server:
        left = await killed(tmp_path, server, Act.MOVE)
        server.rows["R1"]["client"]["nom"] = "Claire Dupont et son fils"
        async with garage(tmp_path, server) as anew:
            assert await anew.agenda.resume(left) is Found.NOT_MOVED
        assert server.standing == [START]


async def test_a_cancellation_that_a_killed_process_left(tmp_path: Path) -> None:
    async with software() as server:
        left = await killed(tmp_path, server, Act.CANCEL)
        async with garage(tmp_path, server) as anew:
            assert await anew.agenda.resume(left) is Found.CANCELLED
            server.rows["R1"]["statut"] = "PRIS"
            assert await anew.agenda.resume(left) is Found.NOT_CANCELLED
            server.on("GET", "/api/rdv", away)
            with pytest.raises(CalendarUnavailable):
                await anew.agenda.resume(left)


async def test_nothing_is_known_of_who_it_was_for(tmp_path: Path) -> None:
    async with software() as server:
        left = await killed(tmp_path, server, Act.MOVE)
        assert left.old is not None
        text = left.to_text()
        assert "Dupont" not in text
        assert NUMBER not in text


# --- whether it works ---


async def test_a_wrong_account_is_told(tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server, password="guess") as here:
        error = (await here.agenda.check())["bruno"]
        assert error is not None
        assert "refuse le compte" in str(error)
        assert "guess" not in str(error)


async def test_a_look_up_that_refuses_the_account_is_told(tmp_path: Path) -> None:
    async def refuses(_: web.Request, __: Forward) -> web.StreamResponse:
        return status(403)

    async with software() as server, garage(tmp_path, server) as here:
        server.on("GET", "cle=", refuses)
        assert "refuse le compte" in str((await here.agenda.check())["bruno"])


async def test_a_clock_that_is_wrong_is_told(tmp_path: Path) -> None:
    async with software() as server, garage(tmp_path, server) as here:
        error = (await here.agenda.check(clocks=True))["bruno"]  # our clock is that of the tests
        assert "mettez les deux à l'heure" in str(error)
        assert server.standing == []
        assert {method for method, _ in server.asked} == {"GET"}, "nothing is changed by looking"


async def test_a_software_that_is_down_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    be_patient(monkeypatch)
    async with software() as server, garage(tmp_path, server) as here:
        server.on("GET", "/api/prises", away)
        for _ in range(4):
            with pytest.raises(CalendarUnavailable):
                await here.agenda.find(Wishes("diagnostic"), call="one")
        assert here.business.degraded == ("prises",)
        asked = len(server.asked)
        with pytest.raises(CalendarUnavailable, match="laisse un moment"):
            await here.agenda.find(Wishes("diagnostic"), call="one")
        assert len(server.asked) == asked


# --- vox check --online ---


LINE = """\
line:
  sip: [{{name: telephone, user: vox, addresses: [127.0.0.1]}}]
  listen: {{host: 127.0.0.1, port: {port}, rtp_ports: 31020-31039}}
"""


async def online(folder: Path, one: Software, **more: str) -> tuple[bool, str]:
    file = folder / "garage.yaml"
    file.write_text(written(one.url, **more) + LINE.format(port=free_port()), "utf-8")
    printed = io.StringIO()
    well = await check_online(load(file, env={"SOFTWARE": PASSWORD}), out=Console(file=printed, width=400))
    return well, printed.getvalue()


async def test_its_state_is_told(tmp_path: Path) -> None:
    async with software() as server:
        assert await online(tmp_path, server) == (True, "✓ agenda bruno\n✓ ligne téléphonique\n")
        assert {method for method, _ in server.asked} == {"GET"}, "nothing is booked by trying"


@pytest.mark.parametrize(
    ("strike", "what"),
    [
        (web.Response(status=401), "l'outil refuse le compte (HTTP 401)\n  → vérifiez auth"),
        (web.Response(status=302, headers={"Location": "https://ailleurs.example/"}), "renvoie à une autre machine"),
        (web.json_response({"occupations": []}), "la réponse n'a pas la liste attendue\n  → vérifiez items: prises"),
        (web.json_response({"prises": [{"debut": "2026-12-04"}]}), "la valeur end manque dans la réponse"),
        (web.Response(text="bonjour"), "la réponse n'est pas du JSON"),
    ],
)
async def test_what_is_wrong_with_it_is_told(strike: web.Response, what: str, tmp_path: Path) -> None:
    async def answer(_: web.Request, __: Forward) -> web.StreamResponse:
        return web.Response(status=strike.status, headers=strike.headers, body=strike.body)

    async with software() as server:
        server.on("GET", "/api/prises", answer)
        well, printed = await online(tmp_path, server)
    assert not well
    assert "✗ agenda bruno : " in printed
    assert what in printed
    assert PASSWORD not in printed


async def test_a_certificate_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("tulipe")
    async with software() as server:
        text = written(server.url).replace("auth: &compte", "tls: {authority: ca.pem}\n    auth: &compte")
        (tmp_path / "vox.yaml").write_text(text, "utf-8")
        printed = io.StringIO()
        settings = load(tmp_path / "vox.yaml", env={"SOFTWARE": PASSWORD})
        assert not await check_online(settings, out=Console(file=printed, width=400))
    assert "✗ outils : tools.prises.tls" in printed.getvalue()


# --- many callers ---


async def test_many_callers_at_once_never_share_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    be_patient(monkeypatch)
    async with software() as server, garage(tmp_path, server) as here:

        async def caller(number: int) -> None:
            call = f"call-{number}"
            for _ in range(20):
                offer = await here.agenda.find(Wishes("diagnostic", days=DateWish(days=(START.date(),))), call=call)
                if not offer.openings:
                    return
                try:
                    await here.agenda.book(offer.openings[0], Client(f"Personne {number}", None), call=call)
                except OpeningTaken:
                    continue
                return

        await asyncio.gather(*(caller(number) for number in range(12)))
        rows = sorted((row["start"], row["start"] + row["lasts"]) for row in server.rows.values())
        assert len(rows) > 5
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(rows))
        assert len({row["client"]["nom"] for row in server.rows.values()}) == len(rows), "nobody twice"
