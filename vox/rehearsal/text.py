"""A rehearsal by text: the real conversation and a real calendar, without ears and mouth."""

from __future__ import annotations

import secrets
from zoneinfo import ZoneInfo

from vox.agenda.agenda import Agenda
from vox.agenda.caldav_calendar import connect_all
from vox.config.settings import Settings
from vox.dialogue.conversation import Conversation
from vox.dialogue.types import Caller, Utterance
from vox.dialogue.understanding.combined import Combined
from vox.dialogue.understanding.model import ModelUnderstanding
from vox.dialogue.understanding.rules import Rules
from vox.rehearsal.caller import NoAnswer, ScriptedCaller
from vox.rehearsal.clock import clock_from
from vox.rehearsal.grade import Happened, differences
from vox.rehearsal.result import Line, Result
from vox.rehearsal.scenario import MOMENTS, Scenario
from vox.rehearsal.stage import Stage, Theatre, staged

TURNS_AT_MOST = 60
"""A conversation that is not over by then loops."""


async def rehearse_text(scenario: Scenario, settings: Settings, model: ModelUnderstanding, theatre: Theatre) -> Result:
    """Play the scenario once."""
    async with staged(scenario, settings, theatre) as stage:
        return await _play(scenario, stage, model)


async def _play(scenario: Scenario, stage: Stage, model: ModelUnderstanding) -> Result:
    settings, clock = stage.settings, clock_from(scenario.now)
    calendars, resources = connect_all(settings, clock=clock)
    agenda = Agenda(settings, calendars, resources=resources, clock=clock)
    conversation = Conversation(
        settings,
        agenda=agenda,
        understanding=Combined(Rules(settings, clock), model),
        clock=clock,
        call=secrets.token_hex(8),
        caller=Caller(scenario.number),
        keeps=not scenario.opposed,
    )
    caller, faults = ScriptedCaller(scenario), list(scenario.faults)
    lines: list[Line] = []
    why: list[str] = []
    for fault in [fault for fault in faults if fault.at in MOMENTS]:
        faults.remove(fault)
        stage.strike(fault)
    replies = conversation.greet()
    turns = 0
    while True:
        lines += [Line("vox", reply.text) for reply in replies]
        if any(reply.end for reply in replies):
            break
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
    await agenda.close()
    happened = Happened(
        outcomes=tuple(conversation.outcomes),
        said=tuple(line.text for line in lines if line.who == "vox"),
        turns=turns,
        summary=summary,
        calendars={one.id: await stage.events(one.id) for one in settings.practitioners},
        taken=frozenset(stage.taken),
    )
    why += differences(scenario.expect, happened, zone=ZoneInfo(settings.organization.timezone))
    return Result(scenario.name, not why, " + ".join(happened.outcomes), turns, tuple(why), tuple(lines))
