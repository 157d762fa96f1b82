"""The announcement, word for word, with the version that the log of each call carries."""

from __future__ import annotations

from datetime import date

from vox.config.settings import Settings
from vox.dialogue.wording import Wording
from vox.documents.marks import head, section, to_confirm, whole


def announcement(settings: Settings, today: date) -> str:
    """What each caller hears first, as proof of what they were told."""
    words = Wording(settings)
    version = words.announcement_version
    return whole(
        head(settings, "L'annonce faite à chaque appelant", today),
        section(
            f"Version {version}",
            f"```text\n{words.announcement()}\n```",
            "À qui s'est déjà opposé, et à tous si la liste des oppositions ne peut pas être lue :",
            f"```text\n{words.announcement(keeps=False)}\n```",
            "À qui a refusé de parler à une intelligence artificielle, avant d'être passé à une personne ou de laisser "
            "un message :",
            f"```text\n{words.announcement_unassisted()} {words.say_your_message()}\n```",
        ),
        section(
            "Ce qui tient cette annonce",
            "Elle est la première chose dite, en entier : on ne peut pas la couper, et rien n'est écouté avant sa "
            "fin. Aucune clé de la configuration ne l'enlève ni ne la raccourcit ; seuls le nom de l'organisation et "
            "la durée de conservation y changent.",
            "La version est une empreinte du premier texte : qu'un mot change, elle change. "
            "L'événement `call-answered` "
            f'du journal de la machine porte `"announcement": "{version}"` pour chaque appel répondu, avec l\'heure et '
            "un identifiant tiré au sort. Gardez cette page : elle dit ce qui a été annoncé sous cette version.",
            to_confirm(
                "que ce texte suffit à l'article 50 du règlement (UE) 2024/1689 sur l'intelligence artificielle, et "
                "à la première information de l'article 13 du RGPD, la suite étant dans la notice"
            ),
        ),
    )
