# ruff: noqa: E501  the patterns are lists of words
"""Nets for what a caller may always say, whatever is being asked: "un humain", "opposition". Overruled by nothing."""

from __future__ import annotations

import re

from vox.dialogue.types import Flow
from vox.dialogue.understanding.alike import Alike
from vox.dialogue.understanding.commands import Command, Say, Start, Word
from vox.dialogue.understanding.folding import squeeze


def opposes(heard: str) -> bool:
    """Whether the caller refuses that a machine treats, records or keeps what concerns them.

    The word alone counts, for the announcement says it; in a sentence a machine, a recording or a trace must stand
    beside the refusal: "faire opposition" on a cheque is a request like any other.
    """
    text = squeeze(heard)
    if _OPPOSITION_ALONE.fullmatch(text):
        return True
    if ABOUT_MONEY.search(text):
        return False
    return bool(
        _PHRASES.search(text)
        or (_REFUSAL.search(text) and _MACHINE.search(text))
        or _RECORDING.search(text)
        or _OPPOSITION_MISHEARD.read(text)
    )


def wants_human(heard: str) -> bool:
    """Whether the caller asks for a person, whoever it is."""
    text = _WHO_ARE_YOU.sub(" ", squeeze(heard))
    return bool(_HUMAN_ALONE.fullmatch(text) or _HUMAN.search(text))


def guard(commands: tuple[Command, ...], heard: str) -> tuple[Command, ...]:
    """The commands with what the nets caught, if whoever understood the utterance has missed it."""
    caught = [
        Say(word)
        for word, net in ((Word.OPPOSITION, opposes), (Word.HUMAN, wants_human))
        if net(heard) and Say(word) not in commands
    ]
    if not caught:
        return commands
    kept = [command for command in commands if command not in (Say(Word.UNCLEAR), Say(Word.OTHER), Say(Word.NO))]
    if Say(Word.HUMAN) in caught and Start(Flow.MESSAGE) in kept:
        caught.remove(Say(Word.HUMAN))
    return (*caught, *kept)


_POLITE = r"(?:non |oui |euh |alors |bonjour |ben |bah |je (?:dis|veux|voudrais|demande) |s'il vous plait |merci |madame |monsieur |un |une |l' ?|de l' ?|mon |mot )*"
_OPPOSITION_MISHEARD = Alike(
    {
        True: (
            "opposition",
            "je dis opposition",
            "opposition opposition",
            "en pollution",
            "je m'oppose",
            "je ne veux pas de résumé",
            "ne gardez rien de cet appel",
            "je refuse que vous gardiez un résumé",
        )
    },
    others=(
        "proposition", "une proposition", "composition", "exposition", "je propose", "je vous propose",
        "je suppose", "je me repose", "pollution", "la pollution", "une pollution", "de la pollution", "solution", "la solution",
    ),
    least=0.82,
)  # fmt: skip
"""What the telephone makes of the word of the announcement: "A position", "En pollution", "Je m'en pose"."""

OPPOSITION_LAST = r"\b(?:opposition|(?:au|en|la|a|o|un|une) (?:position|pollution))$"
"""The last word of a folded sentence, as the telephone brings it."""

_RECORDING = re.compile(
    r"^(?=.*\b(?:robot|machine|ordinateur|i ?a\b|intelligence|logiciel))(?=.*\b(?:enregistr|gard|conserv|resum|donnees))"
    rf".*{OPPOSITION_LAST}"
)
"""The word, as the last one of a sentence about a machine that records."""

_OPPOSITION_ALONE = re.compile(
    rf"{_POLITE}(?:opposition|opposition opposition|je m'oppose|je m'y oppose|m'opposer)(?: (?:s'il vous plait|merci|totale?|formellement))*"
)

ABOUT_MONEY = re.compile(
    r"oppos\w+ (?:a|au|aux|sur|contre) (?:mon |ma |mes |le |la |les |un |une |ce |cette |l'|des? )?"
    r"(?:cheque|chequier|carte|virement|prelevement|mariage|projet|permis|succession|vente|construction|paiement|vendeur|voisin|amende|decision|licenciement|testament|contravention|pv|injonction|ordonnance|augmentation|travaux|eolienne)\w*"
    r"|faire opposition(?! (?:a l'|aux? |a )(?:enregistrement|machine|robot|ia\b|intelligence))"
    r"|opposition (?:bancaire|municipale|parentale)"
)

_MACHINE = re.compile(
    r"\b(?:robots?|machines?|ordinateurs?|i ?a|ias|intelligences? artificielles?|logiciels?|programmes? (?:informatique|qui)|automates?|algorithmes?|systemes? automatiques?|traitements? automatiques?|boites? vocales?|"
    r"enregistr\w+|t'enregistres|traces?|conserv\w+|archiv\w+|fichiers?|fichage|memoris\w+|stock\w+|donnees|rgpd|resume|gard\w+|effac\w+|ma voix|mes paroles)\b"
)
_REFUSAL = re.compile(
    r"\b(?:je|j') ?(?:ne |n')?(?:veux|souhaite|desire|accepte|autorise|consens|tiens|permets|donne|laisse|parle|cause|discute|dis|confie)\w* (?:\w+ ){0,2}?(?:pas|rien|jamais|aucun\w*|plus)\b"
    r"|\bveux pas\b|\bveut pas\b|\brefus\w*\b|\bm'oppose\b|\bm'y oppose\b|\bs'oppose\b|\binterdi\w+\b|\bpas question\b|\bhors de question\b|\bjamais de la vie\b|\bc'est non\b|\bnon merci pas de\b|\bpas d'i ?a\b|\bpas d'intelligence\b|\bpas de (?:robot|machine|donnees|trace|resume|fichier|enregistrement)\w*\b|\bpas d'enregistrement\b|\bn'accepte\b"
    r"|\bsans (?:rien )?(?:enregistrer|garder|conserver|trace)\b|\b(?:ne |n')?gardez rien\b|\bgardez? pas\b|\bn'enregistrez\b|\benregistrez pas\b|\benregistres pas\b|\beffac\w+\b(?=.*\b(?:enregistr|donnees|tout|robot|machine|dis|dit|note)\w*)|\bsupprimez\b(?=.*\b(?:fichier|donnees|enregistr\w+|machine|robot)\b)|\barretez (?:l'|d')enregistr\w+\b|\bstop\b|\bpas confiance\b(?=.*\b(?:trace|gard|enregistr)\w*)|\bpas mon consentement\b|\bsuis contre\b"
)
_PHRASES = re.compile(
    r"\bm'oppose (?:au|a l'|a ce qu\w*|a cet|aux) ?(?:\w+ ){0,3}(?:resume|enregistr\w+|traitement|conserv\w+|robot|machine|ordinateur|i ?a|intelligence|logiciel|gard\w+)"
    r"|\b(?:je )?(?:ne )?(?:parle|cause|discute) (?:pas|jamais) (?:a|aux?|avec) (?:des |les |un |une |de )?(?:robots?|machines?|ordinateurs?|i ?a)\b"
    r"|\b(?:mon|le) consentement\b(?=.*\bpas\b)|\bdroit d'opposition\b|\bm'y oppose formellement\b"
    r"|\b(?:retire|donne pas|pas donne) mon accord (?:pour|a)\b|\b(?:je (?:ne )?(?:suis|consens) pas d'accord|n'y consens pas|pas d'accord)\b(?=.*\b(?:enregistr|conserv|retranscri)\w*)|\benregistr\w+\b[\w ']{0,40}\b(?:pas d'accord|n'y consens pas|suis contre)\b|\bretranscri\w+ rien\b"
    r"|\b(?:i ?a|robot|machine|ordinateur|logiciel)\b[\w ]{0,20}\b(?:garde|conserve|enregistre|retienne|note) (?:rien|pas)\b|\bgarde rien sur moi\b|\b(?:supprim|effac|enlev)\w+ (?:toutes )?(?:mes donnees|(?:tout )?ce que (?:votre|ta|la|le) (?:robot|machine|ordinateur|intelligence|logiciel))"
    r"|\bpas le droit de (?:conserver|enregistrer|garder)\b|\bqu'il ne reste (?:rien|aucune trace)\b"
)

_WHO_ARE_YOU = re.compile(
    r"\b(?:vous etes|etes vous|tu es|es tu|c'est) (?:bien )?(?:un |une )?(?:\w+ ){0,3}(?:ou (?:bien )?)?(?:un |une )(?:vraie? )?(?:\w+)(?: ou un \w+)?"
    r"|\bfait du bien de parler a quelqu'un\b"
)
_NOBODY = r"(?:quelqu'un|une personne|un humain|un etre humain|une humaine|un vrai gens|une vraie personne|quelqu'un de vivant|un conseiller|une conseillere|un agent|un operateur|une operatrice|une secretaire|un responsable|le standard|l'accueil|la secretaire|un collegue|une collegue|un de vos collegues|une vraie dame|un vrai monsieur)"
_HUMAN_ALONE = re.compile(
    rf"{_POLITE}(?:humain|humains|etre humain|personne (?:reelle|humaine)|conseiller|operateur|operatrice|standard|le standard|accueil|l'accueil|agent|secretariat|{_NOBODY})(?: (?:s'il vous plait|merci|vite|tout de suite))*"
)
_HUMAN = re.compile(
    rf"\b(?:parler|causer|discuter|m'entretenir|avoir affaire|parle) (?:a|avec|au|aux) ?{_NOBODY}"
    rf"|\b(?:passe[rz]?|passe|donnez|mettez|transfere[rz]|basculez|trouvez|appelez|branchez)(?:-| )(?:moi|nous)(?: donc)? (?:en (?:relation|ligne|contact|communication) avec |avec |a |sur )?{_NOBODY}"
    r"|\b(?:un|d'un|l'|par un) (?:vrai )?(?:etre )?humain\b|\bvraie? (?:personne|humain|secretaire|gens|dame)\b|\bpersonne en chair\b|\bquelqu'un de vivant\b|\bquelqu'un au bout du fil\b|\bune vraie personne\b|\bde vive voix avec\b"
    rf"|\b(?:je (?:veux|voudrais|prefere|prefererais|souhaite|peux)|j'aimerais|il me faut|est ce que je peux|puis je|pourrais je|on peut) (?:avoir |joindre |parler (?:a|avec) |voir ca avec )?{_NOBODY}\b"
    r"|\by a (?:t il )?(?:pas )?quelqu'un(?: (?:s'il vous plait|a qui parler|de vivant|a cote|au standard))?$"
    r"|\b(?:donnez|passez|mettez) (?:moi )?(?:plutot )?(?:une dame|le standard|l'accueil)\b|\by a(?:urait il)? pas une dame\b|\bhumain humain\b"
)
