"""What /health tells: whether calls can be taken, and which of the parts are not as they should be."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from vox.agenda.agenda import Agenda
from vox.business.business import Business
from vox.line.sip import SipLine
from vox.mailbox.watch import Watch
from vox.outbox.delivery import Delivery
from vox.reception.reception import Reception
from vox.reception.recovery import Recovery
from vox.records.retention import Retention
from vox.remote.model import RemoteModel
from vox.web.health import Health


def health(
    reception: Reception,
    line: SipLine,
    dead: asyncio.Event,
    remote: RemoteModel | None,
    tools: Business | None,
    retention: Retention,
    agenda: Agenda,
    recovery: Recovery,
    delivery: Delivery | None = None,
) -> Health:
    """How the parts of a running receptionist are; what is None is not wanted."""
    status = line.status()
    degraded = []
    if reception.lost_summaries:
        degraded.append("records")
    if remote is not None and remote.degraded:
        degraded.append("llm")
    degraded += [f"tool {name}" for name in tools.degraded] if tools is not None else []
    degraded += [f"calendar {name}" for name in agenda.failing]
    degraded += ["interrupted"] if recovery.pending else []
    degraded += [f"trunk {name}" for name, state in _trunks(status).items() if state not in ("registered", "trusted")]
    degraded += ["outbox"] if delivery is not None and delivery.late else []
    details = {"calls": reception.calls, "line": status, "purge": retention.to_json()}
    if delivery is not None:
        details["outbox"] = delivery.to_json()
    return Health(alive=not dead.is_set(), degraded=tuple(degraded), details=details)


def with_mailbox(found: Health, mailbox: Watch | None) -> Health:
    """The same with how the mailbox is, which has nothing to do with the telephone."""
    if mailbox is None:
        return found
    degraded = (*found.degraded, "mailbox") if mailbox.degraded else found.degraded
    return replace(found, degraded=degraded, details={**found.details, "mailbox": mailbox.to_json()})


def _trunks(status: Mapping[str, object]) -> Mapping[str, str]:
    """State by trunk, out of SipLine.status()."""
    trunks = status.get("trunks", {})
    assert isinstance(trunks, Mapping)
    return {name: str(trunk["state"]) for name, trunk in trunks.items()}
