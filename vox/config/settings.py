"""What the organization wants, as frozen, typed settings: the whole YAML file, and what ties its parts together.

Field names are the YAML keys (`with_` for `with`). Every field has a description and an example, both in the
operator's language: they become the help in editors, the documentation, and the "write instead" of an error.
Whoever builds settings in Python gives typed values; strings are read as operators write them.
"""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from vox.config.callers import Callers
from vox.config.fields import Section, Switch, refusal
from vox.config.hours import Hours
from vox.config.keeping import Keep
from vox.config.line import PORTS_PER_CALL, Line
from vox.config.mailbox import Mailbox
from vox.config.models import LanguageServer, Models
from vox.config.organization import Organization
from vox.config.people import Person, Practitioner
from vox.config.policy import Answer, Emergency, Event, FlowName, Verification
from vox.config.services import Resource, Service
from vox.config.telling import Email, Mail, Sms, Webhook
from vox.config.tools import Tool
from vox.config.transfer import EMERGENCY, Transfer
from vox.config.web import Web


class Settings(Section):
    """One organization's whole configuration."""

    @model_validator(mode="after")
    def _ports_for_transfers(self) -> Self:
        first, last = self.line.listen.rtp_ports
        needed = PORTS_PER_CALL * (self.line.calls + self.most_transfers + 1)
        if self.most_transfers and last - first + 1 < needed:
            raise refusal(
                f"{self.line.calls} appels et {self.most_transfers} transferts veulent {needed} ports, et "
                f"{first}-{last} n'en a que {last - first + 1}",
                f"écrivez listen: {{rtp_ports: {first}-{first + needed - 1}}}, ou transfers: {{at_once: 1}}",
                at="line",
            )
        return self

    @property
    def most_transfers(self) -> int:
        """Calls to people that Vox may make at once; 0 where nobody can be called."""
        everybody: tuple[Practitioner | Person, ...] = (*self.practitioners, *self.people)
        reachable = self.emergency.transfer is not None or any(one.transfer for one in everybody)
        return self.line.transfers.at_once if reachable else 0

    def transfer_of(self, who: str) -> Transfer | None:
        """How somebody (an identifier, or EMERGENCY) is reached; None where they are not."""
        if who == EMERGENCY:
            return Transfer.model_construct(to=self.emergency.transfer) if self.emergency.transfer else None
        everybody: tuple[Practitioner | Person, ...] = (*self.practitioners, *self.people)
        return next((one.transfer for one in everybody if one.id == who), None)

    organization: Organization = Field(
        description="L'organisation que l'on appelle.",
        examples=["{name: Cabinet médical des Tilleuls, trade: medical}"],
    )
    hours: Hours = Field(
        description="Heures d'ouverture de l'organisation.",
        examples=["{monday-friday: [08:30-12:30, 14:00-18:30]}"],
    )
    practitioners: tuple[Practitioner, ...] = Field(
        default=(),
        description="Personnes (ou salles, ponts, guichets) qui donnent des rendez-vous, chacune sous un identifiant ; "
        "au moins une, sauf si flows coupe book.",
        examples=["{dr-martin: {name: Docteur Claire Martin, calendar: …}}"],
    )
    resources: tuple[Resource, ...] = Field(
        default=(),
        description="Salles et appareils que les rendez-vous prennent en plus du praticien, chacun sous un "
        "identifiant.",
        examples=["{laser: {name: Laser, calendar: https://agenda.cabinet.example/dav/laser/}}"],
    )
    services: tuple[Service, ...] = Field(
        default=(),
        description="Prestations que l'on peut réserver, chacune sous un identifiant ; au moins une, sauf si flows "
        "coupe book.",
        examples=["{consultation: {name: consultation, duration: 20 min, with: [dr-martin]}}"],
    )
    answers: tuple[Answer, ...] = Field(
        default=(),
        description="Réponses aux questions courantes, chacune sous son sujet (parking, price…) ; les heures et "
        "l'adresse se répondent d'elles-mêmes.",
        examples=["{parking: Un parking gratuit se trouve derrière le cabinet.}"],
    )
    people: tuple[Person, ...] = Field(
        default=(),
        description="Personnes que l'on peut demander et à qui laisser un message, en plus des praticiens, "
        "chacune sous un identifiant.",
        examples=["{secretariat: {name: le secrétariat}}"],
    )
    line: Line = Field(
        default=Line(),
        description="La ligne téléphonique.",
        examples=[
            '{sip: [{name: operateur, registrar: sip.operateur.example, user: "0033388000000", '
            "password_file: /run/secrets/sip}]}"
        ],
    )
    emergency: Emergency = Field(
        default=Emergency(),
        description="L'urgence, en plus de ce que le métier sait.",
        examples=["{words: [hémorragie]}"],
    )
    verification: Verification = Field(
        default=Verification(),
        description="Ce que l'appelant doit prouver avant que Vox touche à un rendez-vous ou le dise.",
        examples=["{cancel: number, find: number+birthdate, move: number+birthdate, tries: 3}"],
    )
    event: Event = Field(
        default=Event(),
        description="Ce que Vox écrit dans un rendez-vous.",
        examples=["{birthdate: description}"],
    )
    messages: Email | None = Field(
        default=None,
        description="Adresse e-mail qui reçoit les messages des appelants, par le serveur nommé sous mail ; sans elle, "
        "ils ne sont que dans le résumé de l'appel.",
        examples=["secretariat@cabinet.example"],
    )
    mail: Mail | None = Field(
        default=None,
        description="Le serveur par lequel partent les e-mails.",
        examples=[
            "{host: smtp.cabinet.example, username: vox, password_file: /run/secrets/smtp, from: vox@cabinet.example}"
        ],
    )
    mailbox: Mailbox | None = Field(
        default=None,
        description="La boîte où les personnes écrivent pour demander ce qui est gardé d'elles ; sans elle, une "
        "demande par courriel se note à la main.",
        examples=[
            "{address: mes-donnees@cabinet.example, host: imap.cabinet.example, username: mes-donnees, "
            "password_file: /run/secrets/imap}"
        ],
    )
    webhooks: tuple[Webhook, ...] = Field(
        default=(),
        description="Les programmes de l'organisation qui reçoivent messages et résumés par HTTP signé, chacun sous un "
        "identifiant.",
        examples=["{logiciel: {url: https://logiciel.cabinet.example/vox, password_file: /run/secrets/webhook}}"],
    )
    sms: Sms | None = Field(
        default=None,
        description="La passerelle par laquelle qui a pris rendez-vous reçoit une confirmation ; sans elle, rien.",
        examples=['{url: https://sms.operateur.example/v1/messages, body: {to: "{number}", message: "{text}"}}'],
    )
    callers: Callers | None = Field(
        default=None,
        description="Ce que les appelants reçoivent par écrit de leurs rendez-vous, en plus du SMS : un e-mail pour "
        "leur agenda, un rappel.",
        examples=["{email: courriel, remind: 24 h}"],
    )
    flows: dict[FlowName, Switch] = Field(
        default_factory=dict,
        description="Ce que Vox ne fait pas : book, move, cancel, find, status et message se coupent par false ; tout "
        "est permis si rien n'est écrit.",
        examples=["{message: false}"],
    )
    keep: Keep = Field(default=Keep(), description="Ce qui reste d'un appel.", examples=["{summaries: 30 days}"])
    models: Models = Field(
        default=Models(),
        description="Les modèles, tous sur cette machine.",
        examples=["{voice: kokoro-siwis}"],
    )
    llm: LanguageServer | None = Field(
        default=None,
        description="Un plus grand modèle de langue, sur une autre machine à vous ; celui de models prend le relais.",
        examples=["{url: http://127.0.0.1:8000/v1}"],
    )
    tools: tuple[Tool, ...] = Field(
        default=(),
        description="Les outils de l'organisation que Vox interroge par le réseau (API HTTP), chacun sous un "
        "identifiant.",
        examples=["{reparation: {used_for: status, url: https://atelier.garage.example/api/voitures/{reference}, …}}"],
    )
    web: Web = Field(
        default=Web(),
        description="Ce que le superviseur voit, et le formulaire public des droits.",
        examples=['{listen: "127.0.0.1:8080"}'],
    )
