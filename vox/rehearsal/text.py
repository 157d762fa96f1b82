"""A rehearsal by text: the real conversation and a real calendar, without ears and mouth."""

from __future__ import annotations

import secrets
from zoneinfo import ZoneInfo

from vox.agenda.agenda import Agenda
from vox.agenda.caldav_calendar import connect_all
from vox.clock import Clock
from vox.config.settings import Settings
from vox.dialogue.conversation import Conversation
from vox.dialogue.types import Caller, Reached, Utterance
from vox.dialogue.understanding.combined import Combined
from vox.dialogue.understanding.model import ModelUnderstanding
from vox.dialogue.understanding.rules import Rules
from vox.outbox.addressing import letters_of
from vox.reception.own_data import LineData
from vox.records.letters import Letter
from vox.records.store import Records
from vox.rehearsal.caller import NoAnswer, ScriptedCaller
from vox.rehearsal.clock import clock_from
from vox.rehearsal.grade import Happened, differences
from vox.rehearsal.kept import afterwards, records_of
from vox.rehearsal.result import Line, Result
from vox.rehearsal.scenario import MOMENTS, TRANSFER, Fault, Scenario
from vox.rehearsal.stage import Stage, Theatre, in_memory, staged
from vox.rehearsal.tools import tools_of

TURNS_AT_MOST = 60
"""A conversation that is not over by then loops."""


async def rehearse_text(scenario: Scenario, settings: Settings, model: ModelUnderstanding, theatre: Theatre) -> Result:
    """Play the scenario once."""
    clock = clock_from(scenario.now)
    async with staged(scenario, settings, theatre) as stage:
        with records_of(stage.settings, scenario, clock, folder=in_memory()) as records:
            return await _play(scenario, stage, model, records, clock)


async def _play(scenario: Scenario, stage: Stage, model: ModelUnderstanding, records: Records, clock: Clock) -> Result:
    settings = stage.settings
    calendars, resources = connect_all(settings, clock=clock)
    agenda = Agenda(settings, calendars, resources=resources, clock=clock)
    call = secrets.token_hex(8)
    conversation = Conversation(
        settings,
        agenda=agenda,
        understanding=Combined(Rules(settings, clock), model),
        clock=clock,
        call=call,
        caller=Caller(scenario.number),
        opposed=records.opposed_to(scenario.number),
        tools=tools_of(scenario),
        reaches=True,
        own_data=LineData(records, settings, number=scenario.number, call=call),
    )
    caller, faults = ScriptedCaller(scenario), list(scenario.faults)
    lines: list[Line] = []
    why: list[str] = []
    for fault in [fault for fault in faults if fault.at in MOMENTS]:
        faults.remove(fault)
        stage.strike(fault)
    replies = conversation.greet()
    turns, transferred_to = 0, ""
    while True:
        lines += [Line("vox", reply.text) for reply in replies]
        if any(reply.end for reply in replies):
            break
        if (transfer := replies[-1].transfer) is not None:
            reached = _line(faults)
            lines.append(Line("line", f"({transfer.to} : {reached})"))
            replies = await conversation.transferred(reached)
            if reached is Reached.THROUGH:
                transferred_to = transfer.to
                break
            continue
        if turns >= TURNS_AT_MOST:
            why.append(f"pas terminé après {turns} tours de parole")
            break
        try:
            said = caller.next(conversation.asking, conversation.question_key)
        except NoAnswer as nothing:
            why.append(str(nothing))
            break
        if said.hangup:
            break
        turns += 1
        lines.append(Line("caller", said.text or said.keys or "(silence)"))
        for fault in [fault for fault in faults if fault.at == conversation.asking]:
            faults.remove(fault)
            stage.strike(fault)
        replies = await conversation.hear(Utterance(said.text, said.keys))
    summary = conversation.close()
    records.oppose(scenario.number, conversation.refused)
    letters: tuple[Letter, ...] = ()
    if summary is not None:
        letters = letters_of(settings, summary, conversation.bookings, conversation.notices, now=clock())
    await agenda.close()
    happened = Happened(
        outcomes=tuple(conversation.outcomes),
        said=tuple(line.text for line in lines if line.who == "vox"),
        turns=turns,
        summary=summary,
        calendars=await stage.all_events(),
        letters=letters,
        taken=frozenset(stage.taken),
        transferred_to=transferred_to,
        afterwards=afterwards(records, settings, scenario),
    )
    why += differences(scenario.expect, happened, zone=ZoneInfo(settings.organization.timezone))
    return Result(scenario.name, not why, " + ".join(happened.outcomes), turns, tuple(why), tuple(lines))


def _line(faults: list[Fault]) -> Reached:
    """What comes of calling a person: the next fault of the line, or they take the call."""
    fault = next((one for one in faults if one.at == TRANSFER), None)
    if fault is None:
        return Reached.THROUGH
    if fault.lasts == "once":
        faults.remove(fault)
    return Reached(fault.line)
