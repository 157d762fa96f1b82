"""What the form says, in French and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vox.records.rights import Right
from vox.web.asked import Mistake

FORM_FR: Final = "/droits"
FORM_EN: Final = "/rights"


@dataclass(frozen=True)
class Words:
    """One language. {who}: the organization; {phone}: where it is reached; {day}: today; {hours}: whole hours.

    told: the pages that say what went wrong, by HTTP status: heading and sentence.
    """

    language: str
    path: str
    other: str  # the other language, in that language
    title: str
    intro: str
    what: str
    rights: Mapping[Right, tuple[str, str]]  # what is asked, and what happens then
    phone: str
    phone_hint: str
    trap: str
    send: str
    kept: str
    call: str
    mend: str
    mistakes: Mapping[Mistake, str]
    received: str
    received_what: str
    told: Mapping[int, tuple[str, str]]
    back: str


FRENCH: Final = Words(
    language="fr",
    path=FORM_FR,
    other="Français",
    title="Vos droits sur vos données",
    intro="Quand vous téléphonez à {who}, un assistant automatique peut vous répondre. L'appel n'est pas enregistré ; "
    "il en reste au plus un court résumé écrit. Vous pouvez demander ici ce qui en est fait.",
    what="Que demandez-vous ?",
    rights={
        Right.ACCESS: ("Savoir ce qui est gardé de mes appels", "Droit d'accès."),
        Right.RECTIFICATION: (
            "Faire corriger ce qui est faux",
            "Droit de rectification. Vous direz ce qui est à corriger quand nous vous rappellerons.",
        ),
        Right.OPPOSITION: (
            "Que rien ne soit gardé de mes appels",
            "Droit d'opposition. Aussi pour ne plus parler à une intelligence artificielle, ou ne plus être rappelé : "
            "dites-le quand nous vous rappelons.",
        ),
        Right.ERASURE: ("Faire effacer ce qui est gardé", "Droit à l'effacement."),
    },
    phone="Numéro de téléphone d'où vous avez appelé",
    phone_hint="Par exemple 06 12 34 56 78. Nous rappellerons ce numéro, pour vérifier que la demande vient bien de "
    "vous : rien n'est communiqué, changé ni effacé avant.",
    trap="Laissez ce champ vide",
    send="Envoyer la demande",
    kept="{who} note votre demande et ce numéro, chiffrés, pour vous répondre. Le numéro est effacé avec la réponse ; "
    "la preuve de la réponse, sans lui, est gardée cinq ans. Vous pouvez introduire une réclamation auprès de la CNIL "
    "(www.cnil.fr).",
    call="Vous pouvez aussi téléphoner au {phone}.",
    mend="La demande n'est pas encore envoyée :",
    mistakes={
        Mistake.RIGHT: "Choisissez ce que vous demandez.",
        Mistake.PHONE: "Écrivez un numéro de téléphone, par exemple 06 12 34 56 78, ou avec son indicatif. Un numéro "
        "surtaxé n'est pas accepté.",
        Mistake.TRAP: "Un champ qui doit rester vide a été rempli. Il est vide à nouveau : envoyez la demande encore "
        "une fois.",
    },
    received="Demande reçue",
    received_what="Votre demande du {day} est reçue. {who} rappellera le numéro indiqué pour vérifier que la demande "
    "vient bien de vous, et vous répondra dans le mois. Une demande déjà en cours suit son cours. Notez cette date.",
    told={
        400: ("Demande illisible", "Ce qui a été envoyé n'est pas ce formulaire."),
        403: ("Demande refusée", "Cette demande vient d'un autre site. Ouvrez le formulaire ici, et envoyez-la de là."),
        404: ("Il n'y a rien ici", "Cette adresse n'existe pas."),
        405: ("Demande illisible", "Cette page se lit, ou s'envoie par son formulaire."),
        408: ("Trop lent", "La demande n'est pas arrivée en entier. Envoyez-la encore une fois."),
        413: ("Trop long", "Ce qui a été envoyé est bien plus long que ce formulaire."),
        415: ("Demande illisible", "Ce qui a été envoyé n'est pas ce formulaire."),
        429: (
            "Trop de demandes",
            "Trop de demandes ont été envoyées d'ici, ou en tout. Celle-ci n'est pas notée. Réessayez dans {hours} h "
            "au plus tard.",
        ),
        503: ("Demande non notée", "La demande n'a pas pu être notée. Réessayez plus tard."),
    },
    back="Ouvrir le formulaire",
)

ENGLISH: Final = Words(
    language="en",
    path=FORM_EN,
    other="English",
    title="Your rights over your data",
    intro="When you telephone {who}, an automatic assistant may answer. The call is not recorded; at most a short "
    "written summary of it is kept. Here you can say what you want done about it.",
    what="What do you ask for?",
    rights={
        Right.ACCESS: ("Tell me what is kept of my calls", "Right of access."),
        Right.RECTIFICATION: (
            "Correct what is wrong",
            "Right to rectification. You will say what is to be corrected when we call you back.",
        ),
        Right.OPPOSITION: (
            "Keep nothing of my calls",
            "Right to object. Also to talk to no artificial intelligence any more, or not to be called back: tell us "
            "when we call you.",
        ),
        Right.ERASURE: ("Erase what is kept", "Right to erasure."),
    },
    phone="Telephone number that you called from",
    phone_hint="For example 06 12 34 56 78, or +44 20 7946 0000. We will call this number back, to make sure that it "
    "is you who asks: nothing is told, changed or erased before.",
    trap="Leave this field empty",
    send="Send the request",
    kept="{who} notes your request and this number, encrypted, in order to answer you. The number is erased with the "
    "answer; the proof of the answer, without it, is kept for five years. You may lodge a complaint with the French "
    "data protection authority (CNIL, www.cnil.fr).",
    call="You can also telephone {phone}.",
    mend="The request has not been sent yet:",
    mistakes={
        Mistake.RIGHT: "Choose what you ask for.",
        Mistake.PHONE: "Write a telephone number, for example 06 12 34 56 78, or with its country code. A premium-rate "
        "number is not accepted.",
        Mistake.TRAP: "A field that must stay empty was filled in. It is empty again: send the request once more.",
    },
    received="Request received",
    received_what="Your request of {day} has been received. {who} will call the number back to make sure that it is "
    "you who asks, and will answer within a month. A request already under way goes on as it is. Note this date.",
    told={
        400: ("Unreadable request", "What was sent is not this form."),
        403: ("Request refused", "This request comes from another site. Open the form here, and send it from there."),
        404: ("There is nothing here", "This address does not exist."),
        405: ("Unreadable request", "This page is read, or sent by its form."),
        408: ("Too slow", "The request did not arrive whole. Send it once more."),
        413: ("Too long", "What was sent is much longer than this form."),
        415: ("Unreadable request", "What was sent is not this form."),
        429: (
            "Too many requests",
            "Too many requests were sent from here, or in all. This one is not noted. Try again in {hours} h at the "
            "latest.",
        ),
        503: ("Request not noted", "The request could not be noted. Try again later."),
    },
    back="Open the form",
)
