"""What the organization wants, as frozen, typed settings: the shape of the YAML file.

Field names are the YAML keys (with `_` for `-`, and `with_` for `with`). Every field has a description:
it becomes the help in editors and in the documentation.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

Trade = Literal[
    "medical", "dental", "law", "notary", "physiotherapy", "veterinary",
    "garage", "hairdresser", "town-hall", "school", "estate", "other",
]  # fmt: skip


class Section(BaseModel):
    """A frozen part of the file that knows no other key than its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TimeRange(Section):
    """Opening of a day, wall clock, start included, end not."""

    start: time
    end: time


class DateRange(Section):
    """Days, both included."""

    first: date
    last: date


class Hours(Section):
    """Opening hours of a week and the days without."""

    week: tuple[tuple[TimeRange, ...], ...] = Field(
        default=((),) * 7, description="Monday first; one tuple of ranges a day"
    )
    closed: tuple[DateRange, ...] = Field(default=(), description="days without, ranges included")


class Rights(Section):
    email: str | None = None
    phone: str | None = None


class Organization(Section):
    name: str
    trade: Trade = "other"
    language: Literal["fr"] = "fr"
    timezone: str = "Europe/Paris"
    holidays: str = "FR"  # "FR" or "FR/Alsace-Moselle"
    address: str | None = None
    rights: Rights = Rights()


class CalendarAddress(Section):
    url: str
    username: str | None = None
    password: SecretStr | None = None  # only from password_file or ${ENV}; never literal


class Practitioner(Section):
    id: str
    name: str
    also_called: tuple[str, ...] = ()
    calendar: CalendarAddress
    also_busy: tuple[
        CalendarAddress, ...
    ] = ()  # read, never written; credentials of `calendar` if none of its own
    hours: Hours | None = None  # inside the organization's; None = the organization's
    closed: tuple[DateRange, ...] = ()
    transfer: str | None = None
    messages: str | None = None


class Buffer(Section):
    before: timedelta = timedelta()
    after: timedelta = timedelta()


class Service(Section):
    id: str
    name: str
    also_called: tuple[str, ...] = ()
    duration: timedelta
    with_: tuple[str, ...]  # practitioner ids
    notice: timedelta = timedelta(hours=2)
    horizon: timedelta = timedelta(days=60)
    step: timedelta = timedelta(minutes=15)
    buffer: Buffer = Buffer()


class Answer(Section):
    topic: str
    say: str
    also_called: tuple[str, ...] = ()


class Person(Section):
    id: str
    name: str
    also_called: tuple[str, ...] = ()
    transfer: str | None = None
    messages: str | None = None


class SipTrunk(Section):
    """A registrar to register with (user + password), or a trunk recognised by its addresses."""

    name: str
    registrar: str | None = None  # host or host:port
    addresses: tuple[str, ...] = ()  # IP addresses or networks that may send calls
    user: str
    password: SecretStr | None = None
    transport: Literal["udp", "tcp"] = "udp"


class Listen(Section):
    """Where the telephone side listens."""

    host: str = "0.0.0.0"  # noqa: S104
    port: int = 5060
    rtp_ports: tuple[int, int] = (20000, 20099)


class Line(Section):
    sip: tuple[SipTrunk, ...] = ()
    listen: Listen = Listen()
    calls: int = 2  # at once; more are busy
    longest_call: timedelta = timedelta(minutes=15)


class Emergency(Section):
    say: str | None = None
    words: tuple[str, ...] = ()  # beside the trade's own


class Keep(Section):
    summaries: timedelta = timedelta(days=90)
    key_file: Path | None = None


class Models(Section):
    folder: Path | None = None  # operator's own files; None = the fetched ones
    hearing: str = "whisper-base"
    voice: str = "kokoro-siwis"
    understanding: str = "gemma-3-270m"


class Settings(Section):
    """One organization's whole configuration."""

    organization: Organization
    hours: Hours
    practitioners: tuple[Practitioner, ...]
    services: tuple[Service, ...]
    answers: tuple[Answer, ...] = ()
    people: tuple[Person, ...] = ()
    line: Line = Line()
    emergency: Emergency = Emergency()
    flows: dict[str, bool] = Field(default_factory=dict)
    messages: str | None = None
    keep: Keep = Keep()
    models: Models = Models()
