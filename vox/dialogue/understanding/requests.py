# ruff: noqa: E501  the patterns are lists of words
"""Nets for what a caller asks about what is kept of them: to know it, to have it put right, to have it erased.

French and English. A request is about what is held on a person; appointments, messages and files are other matters.
"""

from __future__ import annotations

import re

from vox.dialogue.understanding.alike import Alike
from vox.dialogue.understanding.folding import squeeze
from vox.records.rights import Right


def asked_about_data(heard: str, *, idle: bool = False) -> Right | None:
    """Which right the caller exercises; None for whatever else they say.

    idle: nothing runs that "effacez tout" or "je veux rectifier" could belong to.
    """
    text = squeeze(heard)
    if _NOT_NOW.search(text):
        return None
    for right, net in _NETS:
        if net.search(text):
            return right
    if idle and (alone := next((right for right, net in _ALONE if net.fullmatch(text)), None)):
        return alone
    return _MISHEARD.read(_GREETING.sub("", text))


_POLITE = r"(?:(?:non|oui|euh|alors|bonjour|ben|bah|allo|voila|s'il vous plait|merci|madame|monsieur|please|hello|hi|je (?:veux|voudrais|souhaite|souhaiterais|demande|vous demande)|j'aimerais|i want(?: you)? to|i would like(?: you)? to|can you|could you|il faut|pouvez vous|vous pouvez|est ce que vous pouvez|de|a|que) )*"

_ON_ME = r"(?:(?:sur|de|a propos de|concernant|au sujet de) (?:moi|nous|ma personne|mois(?! d))|qui me concernent?|me concernant|a mon sujet|sur mon compte|sous mon nom|a mon nom|relative?s? a moi|qui parlent? de moi)\b"
_HOLD = r"(?:avez|savez|gardez|conservez|detenez|possedez|stockez|enregistrez|notez|archivez|connaissez|auriez|pourriez avoir)"
_HELD = rf"(?:vous (?:{_HOLD}|avez (?:pu )?(?:\w+ )?(?:garde|gardes|note|notes|enregistre|enregistres|conserve|conserves|stocke|stockes|recueilli|collecte|archive|memorise)\w*)|votre (?:robot|machine|ordinateur|systeme|logiciel) (?:a|sait|garde|note)|(?:il )?y a|est (?:garde|conserve|note|enregistre|stocke)\w*|sont (?:garde|conserve|note|enregistre|stocke)\w*)"
_WHAT_YOU_HOLD = rf"(?:(?:tout )?ce (?:que|qu') ?{_HELD}(?: comme (?:donnees|informations?|infos?|renseignements))?(?: [\w']+){{0,2}}? {_ON_ME}|tout ce qui (?:me concerne|est (?:garde|note|conserve|enregistre) {_ON_ME}))"
_MY_DATA = rf"(?:(?:toutes? )?(?:mes|nos) (?:donnees|infos|informations)(?: (?:personnelles|a moi))?\b(?! (?:bancaires?|de (?:contact|paiement|facturation)|medicales?))|(?:toutes? )?(?:les|des|aux|l') ?(?:donnees|informations?|infos|renseignements|traces?|notes?|resumes?)(?: personnelles)?(?: (?:que|qu') ?{_HELD}(?: [\w']+){{0,2}}?)? {_ON_ME}|(?:toutes )?les (?:donnees|traces) que vous (?:{_HOLD})|(?:les |mes )resumes? de mes appels|l'historique de mes appels)"
_HELD_THINGS = rf"(?:{_WHAT_YOU_HOLD}|{_MY_DATA})"

_ERASE = r"(?:(?:effac|supprim|detrui|enlev|retir|elimin|oubli|nettoy)\w*)"
_RECTIFY = r"(?:(?:rectifi|corrig|modifi|mettre a jour|mettez a jour|changer|changez)\w*)"

_ERASES = re.compile(
    rf"\b{_ERASE}(?: moi)?(?: (?:donc|tout|toutes|completement|s'il vous plait|tout de suite|immediatement|definitivement|bien|aussi|egalement))* {_HELD_THINGS}"
    rf"|\b{_ERASE} (?:tout|toutes les donnees|toutes les informations|ce que vous avez) {_ON_ME}"
    r"|\bdroit (?:a l'|d'|de l')(?:oubli|effacement)\b|\bdemande d'effacement\b|\beffacement (?:de (?:toutes )?mes donnees|complet)\b"
    rf"|\bsuppression (?:de )?{_HELD_THINGS}"
    rf"|\b{_HELD_THINGS},? (?:je veux |je voudrais |j'aimerais |il faut |faut )?(?:les |que (?:vous|tu) l(?:'|es )|l')?{_ERASE}\b"
    r"|\b(?:delete|erase|remove|wipe|destroy|forget) (?:everything|anything|all|whatever|all the (?:data|information)|the (?:data|information)|any (?:data|information))(?: of)?(?: that)? (?:you (?:\w+ )?(?:have|know|hold|keep|store|stored|saved)|(?:is |that is )?(?:held|kept|stored))(?: \w+)? (?:on|about) me\b"
    r"|\b(?:delete|erase|remove|wipe) (?:all )?(?:of )?my (?:personal )?(?:data|information|records from your)\b"
    r"|\bright to (?:be forgotten|erasure)\b|\b(?:delete|erase) (?:everything|all) about me\b"
)
_RECTIFIES = re.compile(
    rf"\b{_RECTIFY} {_HELD_THINGS}"
    r"|\bdroit (?:de|a la) rectification\b|\bdemande de rectification\b|\brectification de mes donnees\b"
    rf"|\b{_HELD_THINGS} (?:est|sont|c'est) (?:faux|fausses?|incorrecte?s?|inexacte?s?|erronee?s?)\b"
    r"|\b(?:correct|rectify|fix|amend) (?:all )?(?:my (?:personal )?data|(?:what|the (?:data|information)(?: that)?) you (?:have|hold|keep|store) (?:on|about) me|my personal information)\b"
    r"|\bright (?:to|of) rectification\b"
)
_ACCESSES = re.compile(
    rf"\b(?:qu'est ce (?:que|qu')|c'est quoi (?:ce que|tout ce que)|quoi que) ?{_HELD}(?: (?:comme|d') ?(?:donnees|informations?|infos?|renseignements|resumes?))?(?: personnelles)?(?: [\w']+){{0,1}}? {_ON_ME}"
    rf"|\bqu'est ce qui (?:est|a ete|sera) (?:garde|note|enregistre|conserve|stocke)\w* {_ON_ME}"
    rf"|\bqu'(?:avez|savez|gardez|conservez|detenez) vous(?: (?:garde|note|enregistre|conserve)\w*)?(?: (?:comme|d') ?(?:donnees|informations?|infos?|renseignements))? {_ON_ME}"
    rf"|\b(?:vous (?:avez|savez|gardez) quoi|qu'est ce que tu (?:as|sais)) {_ON_ME}"
    rf"|\bquel(?:le)?s? (?:sont (?:les )?)?(?:donnees|informations?|infos?|renseignements)(?: personnelles)?(?: (?!faut|voulez|besoin|dois)[\w']+){{0,4}}? {_ON_ME}"
    rf"|\b(?:est ce que |si )?(?:vous (?:avez|gardez|conservez|detenez)|avez vous|gardez vous|conservez vous)(?: bien| encore)? (?:des|mes|quelles?) (?:donnees|informations|infos|renseignements|traces)(?: personnelles)? {_ON_ME}"
    rf"|\b(?:connaitre|savoir|voir|obtenir|recevoir|consulter|acceder a|avoir acces a|acces a|communiqu\w+(?: moi)?|donn\w+ moi|envoy\w+ moi|dit\w* moi|une copie de|copie de) {_HELD_THINGS}"
    r"|\bdroit d'acces\b(?! (?>(?:au|a la|aux|a l'|pour|du)) ?+(?!donnees|mes|informations))|\bdemande d'acces a mes donnees\b"
    r"|\bwhat (?:(?:kind of |sort of )?(?:personal )?(?:data|information|info) )?(?:do you|have you|you)(?: \w+)? ?(?:have|know|hold|keep|store|got|stored|kept) (?:on|about) me\b"
    r"|\b(?:access|see|get|obtain|receive|have|want|a copy of|copy of) (?:to )?(?:a copy of )?(?:all )?(?:of )?(?:my personal data|my data|the (?:data|information)(?: that)? you (?:have|hold|keep|store) (?:on|about) me|(?:everything|what) you (?:have|hold|keep|know) (?:on|about) me)\b"
    r"|\bsubject access request\b|\bright of access\b"
)
_NETS = ((Right.ERASURE, _ERASES), (Right.RECTIFICATION, _RECTIFIES), (Right.ACCESS, _ACCESSES))

_ALONE = (
    (Right.ERASURE, re.compile(rf"{_POLITE}(?:{_ERASE} (?:moi )?tout|tout effacer|erase everything|delete everything)(?: (?:s'il vous plait|merci|please|maintenant))*")),
    (Right.RECTIFICATION, re.compile(rf"{_POLITE}(?:rectifier|faire (?:une )?rectification|une rectification|rectification)(?: (?:s'il vous plait|merci))*")),
)  # fmt: skip

_GREETING = re.compile(
    r"^(?:(?:non|oui|euh|alors|bonjour|bonsoir|ben|bah|allo|voila|bon|donc|madame|monsieur)[ ,.!?]+)+"
)
_MISHEARD = Alike(
    {
        Right.ERASURE: (
            "effacez tout ce que vous avez sur moi",
            "effacez tout ce que vous savez de moi",
            "effacez tout ce que vous avez gardé sur moi",
            "effacez tout ce qui me concerne",
            "effacez mes données",
            "effacez les résumés de mes appels",
            "je veux que vous effaciez tout ce que vous avez sur moi",
            "je veux effacer mes données",
            "mes données, je veux que vous les effaciez",
            "oubliez tout ce que vous avez noté sur moi",
            "supprimez mes données personnelles",
            "supprimez tout ce que vous avez sur moi",
            "supprimez toutes les informations que vous avez sur moi",
            "pouvez-vous supprimer toutes mes données",
            "j'exerce mon droit à l'oubli",
        ),
        Right.RECTIFICATION: (
            "corrigez ce que vous avez noté sur moi",
            "corrigez les informations que vous avez sur moi",
            "les informations que vous avez sur moi sont fausses",
            "je veux rectifier mes données",
            "je veux exercer mon droit de rectification",
        ),
        Right.ACCESS: (
            "qu'est-ce que vous avez sur moi",
            "qu'est-ce que vous avez comme informations sur moi",
            "qu'est-ce que vous savez de moi",
            "qu'est-ce que vous gardez sur moi",
            "qu'est-ce qui est gardé sur moi",
            "qu'avez-vous sur moi",
            "vous savez quoi sur moi",
            "quelles données avez-vous sur moi",
            "quelles informations avez-vous sur moi",
            "quelles sont les informations que vous gardez sur moi",
            "est-ce que vous avez des données sur moi",
            "dites-moi ce que vous avez noté sur moi",
            "je voudrais savoir ce que vous avez sur moi",
            "je voudrais savoir quelles informations vous avez gardées sur moi",
            "je voudrais accéder à mes données personnelles",
            "je voudrais une copie de mes données",
            "je veux exercer mon droit d'accès",
        ),
    },
    others=(
        "qu'est-ce que vous avez mardi",
        "qu'est-ce que vous savez faire",
        "qu'est-ce que vous avez comme informations sur le passeport",
        "qu'est-ce que vous avez de libre",
        "qu'est-ce que vous avez pour moi",
        "quelles informations vous faut-il sur moi",
        "vous avez bien mon numéro sur vous",
        "effacez mon rendez-vous",
        "effacez mon message",
        "je voudrais une copie de mon dossier",
        "je voudrais accéder à mon dossier médical",
    ),
)
"""What is asked, however it was heard: nothing is told or erased before the caller has said yes, or proven who they are."""

_NOT_NOW = re.compile(
    rf"\b(?:ne |n')(?:me |les |l'|lui |surtout )*(?:{_ERASE}|{_RECTIFY}) (?:surtout |donc )?(?:pas|rien|jamais)\b"
    rf"|\b{_ERASE} (?:surtout )?pas\b|\bpas (?:envie )?(?:que vous|qu'on|besoin d'|besoin de|d'|de l') ?(?:{_ERASE})"
    rf"|\bveux pas (?:{_ERASE}|que (?:vous|tu) {_ERASE})"
    r"|\b(?:don't|do not|never|not) (?:delete|erase|remove|wipe|forget)\b"
    r"|\b(?:avez|a|ont|as) (?:vous |tu |t on )?(?:bien |deja |tout )*(?:efface|supprime|rectifie|corrige)e?s?\b|\bhave you (?:already )?(?:deleted|erased)\b"
)
"""What is refused, or asked about as done."""
