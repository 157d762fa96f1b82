"""Yes, no, whatever suits you, I don't know: in the colours that French callers give them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from vox.language.readings import Reading
from vox.language.text import Token, tokens


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    ANY = "any"
    UNKNOWN = "unknown"


def read_answer(text: str) -> Answer | None:
    """What the whole utterance answers; None if it says anything more specific, contradicts itself, or does not answer.

    "C'est bon" and "ça ira" are yes here; after "Puis-je faire autre chose ?" the caller means no, which is for the
    dialogue to know.
    """
    said, rest = _consume(_spoken(text))
    return None if rest else _decide(said)


def read_leading_answer(text: str) -> Reading[Answer] | None:
    """The yes, no, any or unknown that the utterance begins with; `end` is where the rest begins.

    "Oui mais plutôt mercredi" is a yes with the rest "mais plutôt mercredi"; whole tells whether there is no rest.
    """
    parts = _spoken(text)
    said, rest = _consume(parts)
    answer = _decide(said)
    if answer is None:
        return None
    end = rest[0].start if rest else len(text)
    return Reading(answer, parts[0].start, end, not rest)


def _spoken(text: str) -> list[Token]:
    return [token for token in tokens(text) if token.word.isalnum()]


def _consume(parts: Sequence[Token]) -> tuple[list[str], Sequence[Token]]:
    """The kinds of the phrases from the start, longest first, and what is left from the first unknown word on."""
    kinds: list[str] = []
    at = 0
    while at < len(parts):
        for size in range(min(_LONGEST, len(parts) - at), 0, -1):
            kind = _PHRASES.get(" ".join(part.word for part in parts[at : at + size]))
            if kind is not None:
                kinds.append(kind)
                at += size
                break
        else:
            return kinds, parts[at:]
    return kinds, ()


def _decide(kinds: Sequence[str]) -> Answer | None:
    said = [kind for kind in kinds if kind != "filler"]
    if not said:
        return None
    found = set(said)
    if found <= {"no", "praise"} and "no" in found and said[0] == "no" and "praise" in found:
        return Answer.YES  # "non non, c'est bien ça"
    if found <= {"yes", "praise", "soft"}:
        return Answer.YES
    if found <= {"no", "strong", "soft"}:
        return Answer.NO  # "non merci, c'est bon"
    if found <= {"no", "any", "soft"} and "any" in found:
        return Answer.ANY  # "non, peu importe"
    if found <= {"any", "yes", "soft"} and "any" in found:
        return Answer.ANY
    if found <= {"no", "unknown", "soft"} and "unknown" in found:
        return Answer.UNKNOWN  # "ah non, je sais pas"
    return None


def _phrases() -> dict[str, str]:
    table: dict[str, str] = {}
    for kind, block in _COLOURS.items():
        for line in block.split("\n"):
            for phrase in _spread(line.strip()):
                table[phrase] = kind
    return table


def _spread(pattern: str) -> list[str]:
    """ "(je |)(ne |)sais pas" as each of its phrases."""
    match = re.search(r"\(([^()]*)\)", pattern)
    if match is None:
        phrase = " ".join(pattern.split())
        return [phrase] if phrase else []
    return [
        phrase
        for option in match[1].split("|")
        for phrase in _spread(pattern[: match.start()] + option + pattern[match.end() :])
    ]


_COLOURS = {
    "yes": """
        (oui|ouais|ouai|ouaip|ouep|mouais|moui|voui|vouais|ui|wi|yes|yep|yeah|si|oui da|que oui|mm hm|mhm|mmh mmh|mh mh|hm hm|hum hum|mm mm|hmm hmm)
        (ben|bah|eh|he|ah|mais|oh|bien sur que|evidemment que|oh que|ah que|je pense que|je crois que|je crois bien que|il me semble que|j espere que) oui
        (affirmatif|affirmative|positif|absolument|exactement|effectivement|en effet|tout a fait|certainement|evidemment|assurement|naturellement|forcement|parfaitement)
        (bien|mais bien) (sur|entendu)
        (d accord|d ac|dac|daccord|dac or|entendu|ok|okay|okey|oke|okidoki|ca marche|ca roule|ca joue|ca va|ca le fait|ca me va|ca nous va|ca me convient|ca me va bien|ca me va tres bien|ca m arrange|ca m irait|ca m ira|ca ira|ca ira bien|ca ira tres bien|ca me conviendrait|ca ferait l affaire|ca fera l affaire|ca fait l affaire|ca colle|ca baigne|ca serait bien|ce serait bien|ce serait parfait|ca serait parfait|ca me parait bien|ca me parait bon|ca me semble bien)
        (pourquoi pas|volontiers|avec plaisir|avec joie|je veux bien|je veux bien oui|moi je veux bien|on veut bien|si vous voulez bien|je dis pas non|c est pas de refus|ca serait pas de refus|ce ne serait pas de refus|s il vous plait oui)
        (allez y|allez|vas y|faites|faites donc|faites le|faites comme ca|on fait comme ca|faisons comme ca|on dit ca|on part la dessus|allons y|go|banco|vendu|adjuge|adjuge vendu|allez vendu|marche conclu)
        (je|on|nous) (confirme|confirmons|valide|validons|prends|prend|prenons|la prends|le prends|accepte|garde|le garde|la garde)
        (confirmez|validez|reservez|notez|notez le|notez la|notez ca|enregistrez|gardez|gardez le|gardez la|mettez le|mettez la|prenez le|prenez la|reservez le|reservez la|marquez|supprimez|annulez)
        (oui|) (c est (mon|le mien|lui|elle|bien moi|bien lui|bien elle|moi|moi meme|bien le mien|bien celui la|celui la|le bon|le bon numero|note|entendu|bien note)|le mien|lui meme|elle meme|moi meme)
        (c est (d accord|ok|okay|bon pour moi|tout bon|bien d accord|entendu|accepte))
        (je suis d accord|j accepte|nous sommes d accord|on est d accord|je suis ok|je suis partant|je suis partante|je vous en prie|je vous ecoute)
        (comme ca c est (bien|bon|parfait)|comme ca)
        (je (pense|crois|suppose) bien|je pense|je crois|il me semble|sans doute|sans probleme|aucun probleme|pas de probleme|pas de souci|pas de soucis|y a pas de probleme|il n y a pas de probleme|aucun souci|sans souci)
        (malheureusement|helas) oui
        (avec cela|avec ca) (c est|ce sera) (bon|parfait)
        (j y serai|j serai la|je serai la|je viendrai|on y sera)
        (celui la|celle la|celui ci|celle ci) (me va|me convient|est parfait|est bien|ira|ira tres bien|m arrange)
        (toujours|toujours le meme)
    """,
    "praise": """
        (c est|cest|tout est|tout ca c est|ca c est|c etait|est) (ca|bien ca|cela|bien cela|exactement ca|tout a fait ca|exact|exactement cela|correct|juste|parfait|impeccable|impec|nickel|nickel chrome|tres bien|super|bien|bien exact|bien correct|bien juste|genial|ideal|conforme|en ordre|vrai|exactement|merveilleux|formidable|top|perfect)
        (parfait|parfaite|parfait parfait|impeccable|impec|nickel|nickel chrome|super|genial|geniale|top|au top|tres bien|tres bien oui|c est tres bien comme ca|c est parfait comme ca|c est bien comme ca|c est tres bien ainsi|excellent|formidable|magnifique|merveilleux|ideal|exact|correct|juste|tout juste|vrai|bien|voila|voila c est ca|voila exactement|voila tout a fait|en plein dans le mille|aucune erreur|rien a redire|rien a changer|tout est bon|tout est juste|perfect|cool|chouette|bonne idee|tip top|extra)
    """,
    "soft": """
        (c est bon|c est bon merci|c est tout bon|cest bon|ca suffit|c est gentil|vous etes (gentil|gentille|bien aimable|tres aimable|aimable)|bien aimable)
    """,
    "no": """
        (non|nan|non non|nenni|niet|no|nope|negatif|mais non|ben non|bah non|eh non|ah non|oh non|oh que non|que non|surtout pas|absolument pas|certainement pas|vraiment pas|pas du tout|mais pas du tout|du tout|jamais|jamais de la vie|hors de question|pas question|il n en est pas question|sans facon|en aucun cas|aucunement|nullement)
        (je (pense|crois|dirais) (que non|pas)|je ne (pense|crois) pas|je prefere pas|je ne prefere pas|je prefererais pas|j aime mieux pas|j aimerais mieux pas|pas vraiment|pas tellement|pas trop|pas exactement|pas tout a fait|pas forcement|pas encore|pas pour l instant|pas pour le moment|pas aujourd hui|pas cette fois|pas cette fois ci|pas la peine|c est pas la peine|ce n est pas la peine|pas necessaire|ce n est pas necessaire|c est pas necessaire|pas besoin|j ai pas besoin|je n ai pas besoin|inutile|c est inutile)
        (c est|ce n est|cest|n est) pas (ca|cela|exact|correct|juste|bon|le bon|la bonne|bien|possible|vrai|le mien|moi|lui|elle|du tout ca|tout a fait ca|vraiment ca|la peine)
        (c est pas ca du tout|ce n est pas ca du tout|ce n est pas du tout ca|c est pas du tout ca)
        (c est|est) (faux|une erreur|inexact|incorrect|errone|hors de question|mort|impossible|non|loupe|rate)
        (faux|incorrect|inexact|erreur|impossible|mauvais|perdu|rate)
        (ca (ne |)(va|me va|marche|m arrange|me convient|joue|colle|le fait|me dit|nous va|m irait) pas( du tout| trop| tellement| bien|))
        (aucun|aucune|aucun des (deux|trois)|aucune des (deux|trois)|ni l un ni l autre|ni l une ni l autre|rien de tout ca|rien de tout cela|rien ne (va|me va|convient|me convient|colle)|rien de rien|rien du tout|rien d autre|rien|aucun ne (va|me va|me convient|convient))
        (je (ne |)peux pas|je (ne |)pourrai pas|je (ne |)pourrais pas|on (ne |)peut pas|je (ne |)suis pas (dispo|disponible|libre|la|d accord)|je (ne |)veux pas|j (en |)veux pas|je refuse|on refuse|je n en veux pas|je (ne |)souhaite pas|pas d accord)
        (non merci|merci non|ce sera tout|c est tout|ca sera tout|rien de plus|j ai fini|j ai termine)
        (malheureusement|helas) (non|pas)
        (n en faites rien|laissez|laissez tomber|oubliez|n annulez (rien|pas)|ne faites rien|ne faites pas ca)
        (vous vous trompez|vous (avez |)mal compris|vous m avez mal (compris|comprise)|vous n avez (pas |rien )compris|vous avez (pas |rien )compris|il y a (une |)erreur)
    """,
    "any": """
        (peu importe|peu m importe|n importe|qu importe|importe peu|peu importe le jour|peu importe l heure|peu importe qui|peu importe lequel|peu importe laquelle|n importe lequel|n importe laquelle|n importe quand|n importe qui|n importe quel (jour|creneau|medecin|docteur|praticien|horaire)|n importe quelle heure|avec n importe qui|avec n importe lequel)
        (comme|quand|ce que|celui que|celle que|qui|le jour que|l heure que|avec qui) (vous voulez|vous voudrez|vous preferez|ca vous arrange|cela vous arrange|vous arrange|vous le sentez|il vous plaira|vous pouvez|vous avez)
        (celui|ce|le jour|l heure|celle) qui vous (arrange|convient)( le mieux| le plus|)
        (c est vous qui (voyez|decidez|choisissez)|a vous de voir|a vous de choisir|a votre convenance|choisissez|choisissez pour moi|je vous laisse (choisir|decider|faire|voir)|decidez|decidez pour moi|voyez|faites au mieux|au mieux)
        (ca|cela|c) (m est|est) (egal|bien egal|completement egal|indifferent|pareil|la meme chose|du pareil au meme|kif kif|equivalent)
        (egal|indifferent|pareil|kif kif|du pareil au meme)
        (je m en (fiche|fous|moque|fiche completement)|on s en (fiche|fout)|ca ne change rien|ca change rien)
        (pas de preference|aucune preference|sans preference|je n ai pas de preference|j ai pas de preference|je n ai aucune preference|j ai aucune preference|pas de preference particuliere|pas specialement|pas particulierement|pas plus que ca|personne en particulier|aucun en particulier|rien de particulier|pas de jour particulier|aucun jour en particulier)
        (l un ou l autre|l une ou l autre|les deux|les trois|les deux me vont|les trois me vont|tout me va|tous me vont|tous les jours|tous les jours me vont|toutes les heures|les deux me conviennent)
        (le premier|la premiere) (disponible|libre|venu|qui est libre|de libre|qui a de la place|qui se presente)
        (je suis (libre|disponible|souple|flexible)( tout le temps| tous les jours| n importe quand|)|je m adapte|on s adapte|je suis a votre disposition|quand il y a de la place|ou il y a de la place|la ou il y a de la place)
        (mettez (moi |)(qui|quand|ou|ce que|celui que) vous voulez|prenez (ce que|celui que|celle que|qui) vous voulez|prenez celui qui vous arrange)
        (si vous voulez|comme bon vous semble)
    """,
    "unknown": """
        (je|j|on) (ne |n en |en |)(sais|sait) (pas|plus|rien|fichtre rien|trop|pas trop|plus trop|vraiment pas|pas du tout|plus du tout|pas encore|strictement rien|absolument rien|rien du tout|foutre rien)
        (chais pas|chai pas|shai pas|ch ais pas|sais pas|sais plus|j sais pas|j sais plus|ne sais pas|ne sais plus)
        (aucune idee|pas la moindre idee|j ai aucune idee|je n ai aucune idee|je n en ai aucune idee|j en ai aucune idee|j ai pas la moindre idee|je n en ai pas la moindre idee|aucune idee du tout|pas d idee)
        (je |j |)(ne |n |)(me rappelle|me souviens|m en rappelle|m en souviens) (plus|pas|plus du tout|pas du tout)
        (j ai oublie|je l ai oublie|j ai un trou|j ai un trou de memoire|ca m echappe|le nom m echappe|ca ne me revient pas|ca me revient pas)
        (je (ne |)(le|la) (connais|sais) (pas|plus|pas par coeur|plus par coeur)|je connais pas|je ne connais pas|je (ne |)l ai (pas|plus) (en tete|sous les yeux|sous la main|par coeur)|je l ai pas|je ne l ai pas|je (ne |)connais personne)
        (je (ne |)(peux|pourrais|saurais) pas vous (dire|repondre)|je (ne |)saurais pas vous dire|ca je (ne |)sais pas|bonne question|mystere|vous me posez une colle|la vous me posez une colle|je donne ma langue au chat|allez savoir|qui sait)
        (faut que je (voie|demande|reflechisse|regarde)|il faut que je (voie|demande|reflechisse|regarde)|je dois (voir|reflechir|demander)|je vais voir|ca depend)
        (j hesite|je ne suis pas sur|je suis pas sur|je suis pas sure|je ne suis pas sure|pas sur|pas sure|peut etre)
    """,
    "filler": """
        (euh|heu|hum|hm|hmm|mm|mmh|ah|oh|eh|he|ho|hein|bah|ben|bein|bon|bof|alors|donc|quoi|du coup|en fait|enfin|mais|et|pff|pfff|ouf|ma foi|ecoutez|ecoute|dites|attendez|tenez|vous savez|vous voyez|franchement|honnetement|finalement|en tout cas|pour moi|moi|la|ca|tiens|ouh la|oh la la|ouh|houla|oula|alors la|bonjour|bonsoir|allo|pardon|desole|desolee)
        (merci|merci bien|merci beaucoup|merci a vous|merci infiniment|je vous remercie|s il vous plait|s il te plait|svp|je vous prie|monsieur|madame|mademoiselle|mon capitaine|ma chere|mon cher|docteur)
        (ah bon|eh bien|he bien|et bien|tres volontiers|bien volontiers|du tout|vraiment|par contre|je dirais|de toute facon|comme ca|ainsi|aussi|plutot|peut etre bien)
    """,
}  # fmt: skip

_PHRASES = _phrases()
_LONGEST = max(phrase.count(" ") + 1 for phrase in _PHRASES)
