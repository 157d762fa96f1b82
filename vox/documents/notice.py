"""The notice for those who call and for the website (GDPR art. 13): plain words, no address of anybody inside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from vox.config.settings import Settings
from vox.documents import facts
from vox.documents.bases import basis
from vox.documents.marks import bullets, head, plain, section, to_confirm, to_fill, whole
from vox.documents.recipients import recipients
from vox.records.replies import COMPLAINT


def notice(settings: Settings, today: date) -> str:
    """What a person may know before or after a call."""
    name = plain(settings.organization.name)
    return whole(
        head(settings, "Notice : vos appels et vos données", today),
        section("Qui vous répond", *_who(settings, name)),
        section("Ce qui est traité", bullets(f"{what} : {becomes}" for what, becomes in facts.data(settings))),
        section(
            "Pourquoi, et de quel droit",
            f"Pour répondre aux appels téléphoniques et leur donner suite : {', '.join(facts.able(settings))}.",
            basis(settings),
            "Rien de cela n'est obligatoire ; sans un nom ou un numéro, certaines demandes ne peuvent pas être "
            "suivies. Aucune décision sur vous n'est prise par la machine seule "
            f"{to_confirm('absence de décision automatisée au sens de l’article 22 du RGPD')}.",
        ),
        section("Combien de temps", *_how_long(settings)),
        section("Qui le reçoit", bullets(_told(settings)), _outside_europe()),
        section("Vos droits", *_rights(settings, name)),
        section(
            "En cas de danger",
            "Raccrochez et composez le 15 ou le 112. La machine reconnaît des mots de danger et dit alors qui appeler, "
            "mais elle peut se tromper, n'alerte personne et ne transfère pas l'appel.",
        ),
    )


def _who(settings: Settings, name: str) -> Iterator[str]:
    yield (
        f"Au téléphone de {name} ({facts.address(settings)}), une intelligence artificielle répond, en "
        f"{facts.language(settings)}. Elle le dit en décrochant. Votre appel n'est pas enregistré ; ce qui en reste "
        "est dit plus bas. Pour une personne, dites « un humain »."
    )
    yield (
        f"{name} est responsable de ce traitement. Délégué à la protection des données : "
        f"{to_fill('nom et adresse du délégué, ou « aucun »')}."
    )


def _how_long(settings: Settings) -> Iterator[str]:
    yield (
        "De votre appel reste un court résumé écrit, chiffré, effacé de lui-même après "
        f"**{facts.kept_days(settings)}**. D'un appel sans suite, ce résumé ne dit rien de vous."
    )
    yield bullets(f"{what} : {how_long}" for what, how_long, _ in facts.retentions(settings))


def _told(settings: Settings) -> Iterator[str]:
    """Services by host name; what stays on this machine and e-mail addresses are for the register."""
    for one in recipients(settings):
        if one.gets:
            where = f" ({one.where})" if one.host else ""
            yield f"{one.who}{where} : {one.what}"


def _outside_europe() -> str:
    return f"Hors de l'Union européenne : {to_fill('aucun transfert, ou lesquels et avec quelles garanties')}."


def _rights(settings: Settings, name: str) -> Iterator[str]:
    yield (
        "Vous pouvez savoir ce qui est gardé de vous, le faire corriger ou effacer, en limiter l'usage, et vous "
        "opposer (RGPD, articles 15 à 18 et 21 ; loi n° 78-17 du 6 janvier 1978, articles 48 à 56), sous réserve de "
        "ce qu'une loi oblige à garder."
    )
    yield (
        "**Pour vous opposer, dites « opposition » pendant l'appel** : Vox n'en garde rien, ni des suivants si votre "
        "numéro n'est pas masqué. Un rendez-vous écrit dans l'agenda y reste. Vous pouvez aussi refuser seulement de "
        "parler à une intelligence artificielle, ou d'être rappelé : dites-le. Pour en revenir : « je retire mon "
        "opposition ». La touche 9 vaut « opposition »."
    )
    ways = [f"par téléphone, au {facts.rights_phone(settings)}", f"par courrier, à {facts.address(settings)}"]
    mailbox = settings.mailbox.address if settings.mailbox is not None else None
    ways.append(f"par courriel, à {mailbox or to_fill('adresse électronique pour ces demandes')}")
    if settings.web.form is not None:
        ways.append(f"par le formulaire {to_fill('adresse publique du formulaire, qui finit par /droits')}")
    yield f"Pour le reste, adressez-vous à {name} :\n\n{bullets(ways)}"
    yield (
        "La réponse vient en un mois ; ce délai peut être prolongé de deux mois, en vous disant pourquoi, et il est "
        "arrêté le temps de vérifier que c'est bien vous : nous pouvons rappeler le numéro. Le numéro d'où vient un "
        "appel n'étant pas gardé, dites aussi à quel nom vous avez appelé."
    )
    yield COMPLAINT
