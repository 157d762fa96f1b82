# ruff: noqa: E501  the patterns are lists of words
"""The words by which callers say what they want: patterns over folded text, each with what it stands for."""

from __future__ import annotations

import re

from vox.dialogue.types import Flow
from vox.dialogue.understanding.commands import Slot, Word


def whole_act(flat: str) -> Word | None:
    """The single word that the whole utterance is: repeat, wait, hello, goodbye."""
    return next((word for word, pattern in _WHOLE_ACTS if pattern.fullmatch(flat)), None)


def act_inside(flat: str) -> Word | None:
    """The same, somewhere in an utterance in which nothing else was understood."""
    return next((word for word, pattern in _ACTS_INSIDE if pattern.search(flat)), None)


def flow_wanted(flat: str) -> Flow | None:
    """The flow that the utterance asks for, the least usual first: "annuler mon rendez-vous" holds "rendez-vous"."""
    found = wish(flat)
    return found[0] if found else None


def wish(flat: str) -> tuple[Flow, int] | None:
    """The flow that is asked for, and where in the folded text."""
    for flow, pattern in _FLOWS:
        if match := pattern.search(flat):
            return flow, match.start()
    return None


def topics(flat: str) -> list[str]:
    """The common topics that the utterance asks about, in no telling order."""
    return [topic for topic, pattern in _TOPICS if pattern.search(flat)]


def slots_named(flat: str) -> list[Slot]:
    """What is said to be wrong without its new value: "c'est pas le bon jour"."""
    if not _WRONG.search(flat):
        return []
    return [slot for slot, pattern in _SLOT_NAMES if pattern.search(flat)]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


_POLITE = r"(?:\b(?:euh|heu|hum|alors|bon|ben|bah|donc|eh bien|s'il vous plait|s'il te plait|svp|merci|madame|monsieur|mademoiselle|oui|non|bonjour|pardon|excusez moi|desolee?|oh|ah)\b ?)*"

FILLERS = re.compile(
    r"(?:(?:euh|heu|hum|hein|ben|bah|alors|bon|donc|oh|ah|hm+|mm+|mh|mmh|voila voila|sous titres?.*|sous titrage.*|merci d'avoir regarde.*|amara org.*)\b ?)+"
)

_WAIT = r"(?:attendez|attends|un instant|une minute|une seconde|deux secondes|deux minutes|un moment|une petite (?:minute|seconde)|patientez|ne quittez pas|quittez pas|ne raccrochez pas|minute|(?:je|j') ?(?:regarde|cherche|reflechis|vais (?:voir|chercher|regarder|demander))(?: mon agenda| mon calendrier| dans mon agenda| dans mes papiers)?|laissez moi (?:regarder|voir|reflechir|le temps|chercher|deux \w+|une \w+)(?: [\w ]{0,25})?|je prends (?:un stylo|mon agenda|de quoi \w+)|je demande a (?:mon|ma) \w+)"
_REPEAT = r"(?:(?:pouvez vous|vous pouvez|tu peux|pourriez vous)? ?(?:me )?(?:repeter|repetez|repete|redire|redites|redis)(?: (?:moi |me )?(?:ca|cela|s'il vous plait|la (?:date|question|fin)|les \w+|plus (?:lentement|fort|doucement)|tout))*|comment|pardon|quoi|hein|vous (?:avez dit|disiez|dites)(?: quoi)?|plait il|(?:je n'ai|j'ai|je) (?:pas |rien |mal )(?:entendu|compris|bien entendu|bien compris|tout compris|saisi)|je n'entends (?:pas|rien)(?: \w+){0,2}|je n'ai (?:pas |rien )(?:bien |tout )?(?:entendu|compris|saisi)|j'entends (?:rien|pas|mal)(?: bien)?|(?:parlez|plus) (?:plus )?(?:fort|lentement|doucement)|c'est quoi (?:la question|deja)|qu'est ce que vous (?:dites|avez dit))"
_HELLO = r"(?:oui )?(?:bonjour|bonsoir|allo|coucou|rebonjour|y a quelqu'un|il y a quelqu'un|vous m'entendez|vous etes la)\b ?(?:(?:bonjour|bonsoir|allo|oui|madame|monsieur|mademoiselle|docteur|vous (?:m'entendez|etes la)|y a quelqu'un|il y a quelqu'un)\b ?)*"
_OTHERS_LEAVE = r"(?<!lui dire )(?<!leur dire )(?<!se dire )"
"""What is no farewell to Vox."""
_GOODBYE = rf"(?:{_OTHERS_LEAVE}au revoir|bonne (?:journee|soiree|fin de journee|apres midi|continuation)|a bientot|ciao|adieu|salut|bye|je (?:vais )?raccroche\w*|je vous laisse|a la prochaine|laissez tomber|laisse tomber|tant pis|je rappellerai|je rappelle(?:rai)? plus tard|je vais rappeler|oubliez|j'abandonne|on laisse tomber|c'est bon je rappelle\w*)"
GOODBYE = re.compile(rf"\b{_GOODBYE}\b")
ELSEWHERE = re.compile(
    r"\b(?:vais|irai|allons|vas) (?:\w+ )?(?:voir|appeler|aller|demander|chercher|prendre|faire)"
    r"(?: \w+){0,2} (?:ailleurs|(?:avec|chez) (?:un autre|une autre|quelqu'un d'autre|d'autres|la concurrence|vos concurrents))\b"
)
"""The caller gives up, and goes to somebody else."""
CALLS_AGAIN = re.compile(
    r"\bje (?:vous |te )?(?:rappell?er(?:ai|ais)|vais (?:vous )?rappeler)"
    r"(?: (?:plus tard|demain|un autre jour|une autre fois|lundi|la semaine prochaine))?(?: (?:au revoir|merci))*$"
)
"""The caller gives up for now; its last words, for "je rappellerai que…" tells something."""
WRONG_NUMBER = re.compile(
    r"\b(?:me suis|j'ai du me|je dois m'etre) tromp\w+ (?:de|le|du) numero\b(?! d[eu'])|\bje me suis (?!not|dit|appel|rappel|procur|souven|donn|perm|fait|achet|attribu)\w{3,8} (?:de|le) numero\W*$|^(?:\w+ ){0,3}faux numero(?: \w+){0,2}$"
)
"""Said of the call itself: a goodbye hangs up, and "un mauvais numéro de dossier" wants something."""
TAKES_LEAVE = _any(
    rf"\b(?:{_OTHERS_LEAVE}au ?revoir|o revoir|salut|bonne|bonsoir|a ?dieu|ciao|tchao|tsch?uss|bye|kenavo|agur|adishatz|revoyure|bise|courage)\b",
    r"\bbon (?:week|dimanche|apres|debut|retour|jour)",
    r"\ba (?:bientot|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|tout|plus|la prochaine|une prochaine)\b",
    r"\b(?:rappel|laiss|tomb|oubli|raccroch|abandon|renonc|arret|remerci|debrouill|quitt|tromp|excus|derang|reviendr|verr)",
    r"\b(?:tant pis|ailleurs|autre fois|prochaine fois|merci|suffit|stop|raison|peine|vais voir|numero|pardon|reverence|desolee?)\b",
    r"\b(?:(?:re)?passer(?:ai|ons|a)|refais|signe|arranger(?:ai|ons)|plaisir)\b",
)
"""Words of which every leave-taking has one."""

_WHOLE_ACTS = (
    (Word.GOODBYE, re.compile(rf"{_POLITE}(?:c'est (?:bon|tout)|ca ira|allez|je vous remercie|rien|merci(?: beaucoup| bien)?)? ?{_POLITE}(?:{_GOODBYE} ?(?:et |alors |{_POLITE})?)+{_POLITE}")),
    (Word.REPEAT, re.compile(rf"{_POLITE}{_REPEAT}(?: {_POLITE})?{_POLITE}")),
    (Word.WAIT, re.compile(rf"{_POLITE}(?:{_WAIT} ?)+{_POLITE}")),
    (Word.HELLO, re.compile(_HELLO)),
)  # fmt: skip

_OTHER = _any(
    r"\b(?:vous etes|etes vous|t'es|tu es|c'est) (?:un |une |bien un |une vraie? )?(?:robot|machine|ordinateur|i ?a|repondeur|humain|vraie? \w+|intelligence artificielle)\b",
    r"\b(?:blague|meteo|quel temps|capitale de|qui a gagne|chante|raconte|president de la republique|recette)\b",
    r"\b(?:ignore|oublie) (?:tes|vos|les) instructions\b",
    r"\b(?:connard|connasse|salope|merde|putain|ta gueule|va te faire|encule|idiote?|imbecile|nulle?)\b",
    r"\b(?:panneaux solaires|isolation a un euro|compte formation|offre commerciale|je vous appelle pour vous proposer)\b",
)
_ACTS_INSIDE = (
    (Word.GOODBYE, GOODBYE),
    (Word.WAIT, re.compile(rf"^(?:{_POLITE})?{_WAIT}\b|\bun instant\b|\bquittez pas\b")),
    (Word.REPEAT, re.compile(r"\brepet(?:er|ez|e)\b|\bredites?\b|\bredire\b|\b(?:pas|rien|mal) (?:bien )?(?:entendu|compris)\b|\bplus fort\b|\bmoins vite\b|\bplus lentement\b|\bj'entends (?:rien|mal|pas)\b")),
    (Word.OTHER, _OTHER),
    (Word.HELLO, re.compile(r"^(?:bonjour|bonsoir|allo)\b(?: \w+){0,2}$")),
)  # fmt: skip

_APPOINTMENT = r"(?:rendez vous|rdv|rendez|rencard|seance|visite|consultation|creneau|reservation|cours)"

_FLOWS = (
    (
        Flow.CANCEL,
        _any(
            rf"\bj'annule\b|\bannul(?:er|ez|e|ation|ons)\b(?! pas)(?=.*(?:{_APPOINTMENT}|mon|ma|le|celui|demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|\d)| tout$|$)",
            rf"\b(?:decommand|supprim|desist)\w+\b(?=.*{_APPOINTMENT}|.*\b(?:mon|ma|celui|demain|lundi|mardi|mercredi|jeudi|vendredi|samedi)\b)",
            rf"\b(?:je |j')?(?:ne )?(?:peux|pourrai|pourrais|vais) (?:plus|pas) (?:pouvoir )?(?:venir|honorer|etre la)\b(?=.*\b(?:{_APPOINTMENT}|demain|lundi|mardi|mercredi|jeudi|vendredi|samedi)\b)(?!.*\b(?:autre|decal|deplac|report|plutot|dites)\w*)",
        ),
    ),
    (
        Flow.MOVE,
        _any(
            rf"\b(?:deplac|decal|repouss|report)(?:er|ez|e)\b|\bavanc(?:er|ez)\b(?=.*\b(?:{_APPOINTMENT}|mon|ma|celui|l'heure)\b|$)",
            rf"\b(?:chang|modifi)(?:er|ez|e)\b (?:la date|l'heure|le jour|l'horaire|(?:\w+ ){{1,2}}{_APPOINTMENT}|celui|celle|(?:mon|ma|le|la)$|de (?:jour|date|creneau|rendez))",
            rf"\bmettre (?:mon )?{_APPOINTMENT} (?:a un autre|plus|un autre)\b",
        ),
    ),
    (
        Flow.FIND,
        _any(
            rf"\b(?:quand|a quelle heure|quel jour|quelle heure)\b[\w ']{{0,15}}\b(?:mon|ma|j'ai|notre|est) (?:\w+ )?{_APPOINTMENT}\b",
            rf"\bj'ai (?:bien )?(?:un )?{_APPOINTMENT} (?:quand|quel jour|a quelle heure)\b|\bj'ai oublie (?:quand|l'heure|la date|le jour)|\brappeler (?:l'heure|la date) de (?:mon|ma)\b|\b(?:verifier|confirmer|retrouver|connaitre|savoir) (?:la date |l'heure |quand [\w ']{{0,8}})?(?:de |est )?(?:mon|ma) {_APPOINTMENT}\b",
            rf"\bc'est quand (?:deja )?(?:(?:mon|ma|que je)\b|(?:le|la) (?:prochaine? )?{_APPOINTMENT}\b)|\b(?:mon|ma) {_APPOINTMENT}\b[\w ']{{0,20}}\b(?:c'est |est )?(?:quand|a quelle heure|quel jour)\b",
            rf"\best ce que j'ai (?:bien |toujours )?(?:un )?{_APPOINTMENT}\b",
        ),
    ),
    (
        Flow.STATUS,
        _any(
            r"\bou en (?:est|sont)\b|\b(?:est|sont)(?: elles?| ils?)? (?:pret|prete|prets|pretes|arrivee?s?|termine|fini|revenue?s?)\b|\b(?:resultats?|analyses?|commande|dossier|ordonnance|lunettes|remboursement)\b[\w ']{0,20}\b(?:pret|prete|prets|pretes|arrive|arrives|arrivee|arrivees|revenue?s?|disponibles?)\b",
            r"\b(?:mes|mon|ma) (?:resultats?|analyses?|commande|dossier|remboursement|voiture|moto)\b(?=.*\b(?:pret|prete|arriv|avance|attends|nouvelles|recu|recevoir|recuper|avoir)\w*)|\b(?:des )?nouvelles de (?:mon|ma|mes)\b",
        ),
    ),
    (
        Flow.MESSAGE,
        _any(
            r"\b(?:laisser|transmettre|laissez|prendre|prenez|passer|faire passer) (?:lui |leur )?(?:un|une|le|ce|mon|juste un) (?:\w+ )?(?:message|commission|mot)\b|^(?:un )?message\b|\bun message pour\b|\bc'est pour un message\b",
            r"\b(?:dites|dire|dis|signaler|signalez|prevenir|prevenez|informer|informez|avertir|transmettez|transmettre)(?: |-)(?:lui|leur|a|au(?! revoir)|aux|le|la|les|madame|monsieur|maitre|docteur)\b",
            r"\b(?:rappel(?:ez|er|le|lent)|contact(?:ez|er)|recontact(?:ez|er))(?: |-)(?:moi|nous)\b|\b(?:qu'(?:il|elle|on)|que \w+ \w*|quelqu'un) ?(?:me|nous|m') ?(?:rappelle|recontacte|contacte)\w*\b|\b(?:me|nous) (?:faire )?(?:rappeler|recontacter)\b|\bpeut (?:il|elle|on) me rappeler\b|\bme rappeler\b|\bdemande de rappel\b|\b(?:merci de|pouvez vous|faudrait|peut on) (?:me |nous )?rappeler\b|\bqu'on (?:me|m'|nous) ?(?:r?appelle|recontacte)\b",
        ),
    ),
    (
        Flow.BOOK,
        _any(
            rf"\b{_APPOINTMENT}\b(?!.*\b(?:annul|deplac)\w*)",
            r"\b(?:reserv(?:er|e|ation|ez)|inscri(?:re|vez|s)|une place|des places|un creneau|des disponibilites|dispo|disponible|libre|de la place|une dispo)\b",
            r"\b(?:voir|consulter|rencontrer) (?:le |la |un |une |mon |ma |l'|maitre |monsieur |madame |docteur )",
            r"\b(?:me|nous|le|la) (?:recevoir|prendre en (?:charge|urgence)|prendre|recoit|examine|ausculte)\w*\b",
        ),
    ),
)

BOOK_STRONGLY = re.compile(
    rf"\b(?:prendre|reserver|voudrais|veux|besoin d'?|pour|souhaite\w*|avoir) (?:\w+ ){{0,2}}(?:{_APPOINTMENT})\b|^(?:un )?(?:rendez vous|rdv)$"
)

TROUBLE = _any(
    r"\bj'ai (?:tres |un peu |toujours |encore |si )?(?:mal|des douleurs?|une douleur|de la fievre|la grippe|une angine|un rhume|une entorse|une otite|une tache|une carie|une rage|des boutons|une plaque|un souci|un probleme|besoin (?:de|d'un|d'une))\b",
    r"\b(?:mon|ma|mes|le|la) \w+ (?:a mal|tousse|a de la fievre|vomit|boite|se gratte|fuit|fait un bruit|ne demarre plus|est en panne|est casse\w*)\b",
    r"\bil me faut(?:drait)?\b|\bil me faudrait\b|\bje suis malade\b",
)

QUESTION = _any(
    r"\best ce qu\w*\b|\bqu'est ce\b|\bcombien\b|\bc'est quoi\b|\bou (?:est|sont|se|etes|puis|peut|je|on|vous)\b|\b(?:vous|c'est) (?:etes )?ou\b|\bcomment\b|\bpourquoi\b|\bquels?\b|\bquelles?\b|\bquand\b",
    r"\b(?:avez|faites|prenez|acceptez|etes|ouvrez|fermez|proposez|vendez|pouvez|y a t|faut) (?:vous|il)\b|\bvous (?:avez|faites|prenez|acceptez|etes ouvert\w*|ouvrez|fermez|proposez|vendez)\b|\b(?:il )?(?:y a|(?<!me )faut) (?:un|une|des|quoi|que j'|apporter|amener)\w*\b",
    r"\b(?:savoir|connaitre|demander|renseignement|question|horaires?|tarifs?|adresse|prix)\b|\ball?ez vous\b|\bpeut on\b|\bon peut (?:se|payer|venir|amener)\b|\bpuis je (?:payer|venir|me|amener)\b",
)

_TOPICS = (
    ("hours", _any(
        r"\bhoraires?\b|\bheures? d'ouverture\b|\b(?:etes|est|serez|sera|sont) (?:vous |t il |encore |toujours |bien )*(?:ouverts?|ouvertes?|fermee?s?)\b|\b(?:ouvr|ferm)(?:ez|e|ent) (?:vous|t il|a|le|la|les|entre|jusqu|ce|demain|plus|tot|tard|quand)|\b(?:vous|ca|le cabinet|on) (?:ouvrez|fermez|ouvre|ferme)\b|\bjusqu'a quelle heure\b|\ba quelle heure (?:vous |est ce que vous |on |ca )?(?:ouvr|ferm)\w+|\bouvert (?:le|la|les|demain|aujourd'hui|samedi|dimanche|entre)\b",
    )),
    ("address", _any(
        r"\badresse\b(?! (?:mail|e mail|est|c'est))|\b(?:vous etes|etes vous|c'est|est ce|vous trouvez|se trouve|situes?|installes?) (?:\w+ )?ou\b|\bou (?:est ce que )?(?:vous etes|etes vous|c'est|est ce|se trouve|se situe|vous trouvez|est le|est la|est l'|sont|je dois aller|faut il)\b|\bdans quelle rue\b|\bquelle rue\b|\bquel quartier\b",
    )),
    ("access", _any(
        r"\bparking\b|\b(?:se |me |nous )?gar(?:er|e)\b(?!d)|\bstationn\w+|\b(?:bus|metro|tram|tramway|train|gare)\b(?=.*\b(?:venir|acces|aller|pres|ligne|arret|quel|descend)\w*)|\bascenseur\b|\bfauteuil roulant\b|\bhandicap\w*\b|\bpmr\b|\bcomment (?:on |je |faire pour |puis je )?(?:vient|viens|venir|y aller|arriver|acceder|va|faire pour venir)\b|\bacces\b|\bmarches a monter\b|\bcode de la porte\b|\bdigicode\b",
    )),
    ("price", _any(
        r"\b(?:ca|cela|elle|il|consultation|seance|devis) (?:coute|couterait|va me couter|vaut(?! mieux)|revient)\b|\bdans les combien\b|\bcombien (?:ca |est ce que ca |cela |je (?:vais|dois) |coute|il faut payer|vous (?:prenez|demandez)|c'est|pour|est la)\w*|\bc'est combien\b|\btarifs?\b|\bprix\b|\bcoute\w* (?:combien|cher)\b|\bc'est (?:cher|payant|gratuit)\b|\bdepassements?\b|\bhonoraires\b|\bsecteur (?:un|1|deux|2)\b",
    )),
    ("payment", _any(
        r"\b(?:payer|regler|paiement|reglement)\b(?=.*\b(?:carte|cheque|especes?|fois|comment|liquide|virement|cb|bleue)\b)|\b(?:carte (?:bleue|bancaire|vitale)|cheques?|especes|tiers payant|mutuelle|cheques? vacances|cb)\b(?=.*\b(?:acceptez|prenez|payer|marche|possible|faites|regler|prend|pratiquez|avez)\b)|\b(?:acceptez|prenez|pratiquez|faites)(?: vous)?\b[\w ']{0,12}\b(?:carte|cheques?|especes|tiers payant|cb|liquide)\b|\brembours\w+\b|\bfacilites de paiement\b|\ben plusieurs fois\b|\bconventionn\w+\b",
    )),
    ("documents", _any(
        r"\b(?:quels?|quelles?) (?:papiers?|documents?|pieces?|justificatifs?)\b|\b(?:apporter|amener|ramener|prendre avec moi|venir avec)\b(?=.*\b(?:quoi|quels?|quelles?|carte|ordonnance|papiers?|documents?|quelque chose|faut|dois)\b)|\bqu'est ce qu'il faut (?:apporter|amener|prendre|ramener)|\b(?:faut|dois)[\w ']{0,12}(?:apporter|amener|ordonnance|carte vitale|carnet|papiers)\b|\bil faut quoi comme (?:papiers|documents)\b|\bquoi (?:apporter|amener)\b",
    )),
    ("services", _any(
        r"\best ce que vous (?:faites|proposez|vendez|prenez|avez|pratiquez|reparez|soignez|recevez|posez|louez|donnez)\b(?! (?:une place|de la place|un creneau|quelque chose|un rendez|des (?:dispo|creneaux)|mon|ma|la carte|les cartes|les cheques))|\b(?:faites|proposez|vendez|pratiquez|reparez|soignez) vous\b|\bvous (?:faites|proposez|vendez|pratiquez|reparez|soignez) (?:aussi |les |des |du |de la |la |le |ca|cela|quoi)|\bprenez vous (?:de |les |des )?(?:nouveaux|enfants|chats|chiens)|\bvous prenez (?:de |des )?nouveaux\b|\bnouveaux patients\b|\bqu'est ce que vous (?:faites|proposez)\b",
    )),
)  # fmt: skip

# --- answers to what was asked ---

_YES = r"(?:oui|ouais|ouai|yes|ok|okay|d'accord|d'ac|parfait|tres bien|exact|exactement|voila|tout a fait|absolument|c'est (?:ca|bon|bien ca|exact|parfait|juste|correct)|volontiers|ca (?:marche|roule|me va|va|me convient|ira)|entendu|impeccable|super|bien sur|avec plaisir|effectivement|affirmatif|allez y|vas y|si si|mouais|nickel)"
_NO = r"(?:non|nan|nope|ben non|bah non|ah non|oh non|pas du tout|surtout pas|negatif|jamais|certainement pas)"
_LEAD = r"(?:(?:euh|heu|ah|oh|ben|bah|eh|bon|alors|mais|hum|hm+) )*"
YES_FIRST = re.compile(rf"{_LEAD}{_YES}\b")
NO_FIRST = re.compile(rf"{_LEAD}{_NO}\b")
_SATISFIED = (
    r"(?:(?:parfait|tres bien|super|d'accord|ok|entendu|impeccable|genial|nickel|formidable|excellent|bon|ca marche|ben|bah)"
    r" )+(?:merci|je vous remercie|au revoir|ce sera tout|c'est tout)\b"
)
NO_MORE = re.compile(
    rf"{_LEAD}(?:{_NO}\b|{_SATISFIED}|(?:c'est (?:bon|tout)|ca (?:ira|suffit|sera tout)|ce sera tout|rien(?: d'autre| de plus| du tout)?|merci(?: beaucoup| bien)?|je vous remercie|plus rien|c'est gentil|tout est bon)\b)"
)
BUT = re.compile(
    r"\b(?:mais(?! oui)|sauf|hormis|excepte|par contre|a part|pas(?! de (?:probleme|souci))|plutot|en fait|enfin|finalement|au lieu|c'est mon|c'est ma|pour un|pour une|pour mon|pour ma|dites|dis|dire|ajoutez|notez|precisez|mettez|changez|annul\w*|supprim\w*|plus fort|moins vite|repet\w*|combien|coute\w*|si je|si c'est|non)\b"
)
ACTS = {
    Flow.CANCEL: re.compile(r"\b(?<!n')(?:annul|supprim)(?:ez|er|e)\b(?! (?:le |la |rien |surtout )?pas\b)"),
    Flow.MOVE: re.compile(r"\b(?<!n')(?:deplac|chang|mett|not)(?:ez|er|e)\b(?! (?:le |la |rien |surtout )?pas\b)"),
}
"""What is being asked about, said again beside a yes."""
NO_PREFERENCE = _any(
    r"\b(?:peu importe|n'importe (?:quel\w*|quand|qui|lequel|laquelle)|importe peu|m'est egal|c'est egal|comme (?:vous|ca vous|cela vous) (?:voulez|arrange\w*|preferez|pouvez)|ce que vous (?:voulez|avez)|quand vous (?:voulez|pouvez)|pas de preference|aucune preference|sans preference|je m'en fiche|indifferent|tous les jours|toute la journee|les deux me vont|celui que vous voulez|le premier (?:libre|disponible|venu|qui vient)|lequel est libre|ca depend de vous|je suis (?:libre|disponible) (?:tout|n'importe|tous))\b"
)
HARMLESS = re.compile(
    r"\bbonne (?:journee|soiree|matinee|apres midi|fin de \w+)\b|\b(?:trop|moins|aussi|si|parlez|parle) vite\b|\bvite vite\b|\bde temps en temps\b"
)
"""Politeness and complaints that hold words of time."""

UNKNOWN = re.compile(
    r"\b(?:aucune idee|j'en sais rien|(?:je |j')?(?:ne )?(?:sais|connais) (?:pas|plus)|me souviens (?:pas|plus)|plus en tete|pas par c(?:o|e)+ur|faut que je (?:voie|regarde|demande))\b"
)
REFUSES = re.compile(
    r"\b(?:prefere|veux|voudrais|souhaite|tiens|vais) (?:ne )?(?:pas|rien) (?:le |la |vous |a )*(?:donner|dire|communiquer)\b|\bpas (?:le |vous le )?donner\b|\brefuse de (?:le |la )?(?:donner|dire)\b|\bregarde pas\b|\b(?:j'en|j'ai|je n'en|je n'ai) (?:ai )?(?:pas|plus)(?: de (?:telephone|portable|numero|fixe))?$|\bpas de (?:telephone|portable|numero)\b"
)
NONE_SUITS = _any(
    r"\b(?:aucun\w*|rien ne|ni l'un|ni l'autre|pas (?:possible|du tout)|impossible|(?:ca |cela )?(?:ne )?(?:me )?(?:va|convient|vont|conviennent|marche|arrange|arrangent) pas|je (?:ne )?(?:peux|suis) pas (?:ce|la|libre|dispo\w*|a|ces|avant|le)|je travaille|trop (?:tot|tard|loin)|je (?:ne )?peux pas)\b"
)
OTHERS = _any(
    r"\b(?:autre chose|autres? (?:horaires?|jours?|dates?|creneaux?|possibilites?|propositions?|moment)|d'autres|rien d'autre|plus (?:tot|tard)|un autre|une autre|avant|apres)\b(?! (?:le )?(?:premier|deuxieme|dernier))"
)
TAKES_IT = re.compile(r"\b(?:je (?:le |la )?prends|on (?:prend|fait|dit) (?:ca|celui)|va pour|ca (?:me |nous )?(?:va|convient|arrange|marche)|allons y|c'est (?:bon|parfait)|je prendrai)\b")  # fmt: skip
ORDINAL = re.compile(
    r"\b(?:(?:le|la|celui|celle|l'option|option|numero|choix) ?(?:du |de )?)?(?:premiere?|deuxieme|seconde?|troisieme|derniere?|1ere?|1er|2eme|2e|3eme|3e)\b|\bcelui du milieu\b|\b(?:numero|option|choix) (?:un|deux|trois|1|2|3)\b"
)
WHICH_OF_TWO = re.compile(
    r"\b(?:prochaine?|suivante?|en huit|semaine|aujourd'hui|premiere?|deuxieme|seconde?|dernier|l'autre|d'apres)\b"
)

# --- names ---

NAME_CUE = re.compile(
    r"\b(?:je m'appelle|(?:mon|le|son) nom (?:de famille )?(?:c'est|est)|moi c'est|(?:au|le|mon) nom (?:de |d'|du )|c'est au nom (?:de |d')|je suis (?:monsieur|madame|mademoiselle|mme|mr|m)\b|ici (?:monsieur|madame|mademoiselle|mme|m)\b|c'est (?:monsieur|madame|mademoiselle|mme)\b|de la part de |pour (?:monsieur|madame|mademoiselle|mme) (?!le |la ))\s*"
)
NAME_ENDS = re.compile(
    r"\b(?:et|je|j'|pour|il|elle|qui|mais|avec|au|mon|ma|c'est|comme|voila|s'il|le|la|les|est|a|on|nous|dites|dire|merci|a l'appareil|demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|vous|pouvez|puis|donc|alors|rappel\w*)\b(?! (?:avec|un|deux|du))"
)
OWN_NAME_BEFORE = re.compile(
    r"\b(?:je m'appelle|mon nom (?:c'est|est)|moi c'est|nom (?:de|d')|je suis|ici|c'est (?:monsieur|madame|mademoiselle|mme)|de la part de)\s*(?:monsieur|madame|mademoiselle|mme|mr|m)?\s*(?:\w+\s*)?$"
)
ASKS_FOR = re.compile(
    r"\bpass(?:ez|e|er) (?:moi|nous|la moi|le moi|lui)\b|\b(?:parler|causer|discuter) (?:a|au|aux|avec)\b(?! vous)|\bmett(?:ez|re) (?:moi )?en (?:relation|ligne|contact|communication)\b|\bje (?:voudrais|veux|souhaite\w*|cherche a) (?:joindre|avoir) (?:le docteur|la docteure|maitre|madame|monsieur|le secretariat|l'accueil)\b|\bm'entretenir avec\b|\b(?:docteure?|maitre|madame|monsieur) \w+ (?:est la|est ce qu'(?:il|elle) est la|est disponible au telephone)\b"
)
WITH_SOMEBODY = re.compile(
    r"\b(?:(?:avec|chez|voir|par) (?:le |la |l')?)?((?:docteure?|dr|maitre|professeur) [a-z]{2,})|\b(?:avec|chez|voir) ((?:madame|monsieur|mme) [a-z]{2,})"
)
NOT_NAMES = frozenset(
    [
        "s",
        "m",
        "n",
        "t",
        "d",
        "l",
        "qui",
        "je",
        "il",
        "elle",
        "est",
        "et",
        "a",
        "pour",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "lundi",
        "mardi",
        "mercredi",
        "demain",
        "que",
        "si",
        "le",
        "la",
        "les",
        "ce",
        "en",
        "vite",
        "svp",
        "bonjour",
        "merci",
        "ou",
        "de",
        "c",
        "y",
        "mon",
        "ma",
        "voila",
    ]
)
"""Words that follow "docteur" without being a name."""
SEEING = re.compile(r"\b(?:voir|revoir|consulter) +(?:(?:le|la|mon|ma|un|une) +)?$")
TITLE_BEFORE = re.compile(r"\b((?:docteure?|dr|maitre|professeur|madame|monsieur|mme)) +(?:[a-z]+ +)?$")
TITLED = re.compile(r"\b(?:docteure?|dr|maitre|professeur|madame|monsieur|mme)\s+\w+(?:\s+\w+)?")
SPELLED = re.compile(
    r"\b[a-z]\b(?:[ ,.-]+\b[a-z]\b){2,}|\bavec (?:un|une|deux|le|des) (?:[a-z]|[a-z]s)\b(?! \w+di\b)|\b[a-z] comme \w+|\bdeux [b-z]\b|\bsans (?:le )?[a-z]\b(?! )|\bavec un accent\b|\btrait d'union\b"
)
IT_IS = re.compile(r"\bc'est\b|\bmoi c'est\b|\bpas \w+\b|^\W*\w+(?:\W+\w+)?\W*$")
CORRECTS = re.compile(
    r"\s*(?:(?:euh|ah|oh|ben|bah|oui|mais|alors)\s+)*(?:(?:non|nan|pardon|en fait|attendez|excusez[ -]moi|finalement|plutot|je me suis trompee?|erreur)\b[\s,.]*)+(?:(?:pas|mais|c'est|plutot|le nom)\b\s*)*"
)

TAKES_BACK = re.compile(
    r"\b(?:plutot|attendez|en fait|finalement|pardon|excusez|me suis trompee?|changez|changer|mettez|corrigez|annul\w+)\b"
)
"""What was said before is to be otherwise."""

NOT_A_NAME = _any(
    r"^(?:le |la |celui |celle )?(?:premier|premiere|deuxieme|second|seconde|troisieme|dernier|derniere)\b",
    r"^(?:peu importe|n'importe|comme vous voulez|oui|non|ouais|rien|aucun\w*|pourquoi|comment|quoi|hein|attendez|merci|bonjour|au revoir|d'accord|voila|euh)\b(?: \w+){0,2}$",
    r"\b(?:est ce que|qu'est ce|pourquoi|combien|c'est quoi|je (?:voudrais|veux|prefere|ne|peux|sais|paye|suis pas|vous)|j'ai|vous (?:etes|avez|pouvez|prenez|faites)|a quelle|rendez vous|ca (?:vous|ne)|possible)\b",
)

# --- messages ---

TELL_THEM = re.compile(
    r"\s*(?:(?:euh|alors|oui|ben|bah|donc|voila|et bien|eh bien)\s+)*(?:(?:dites|dire|dis|transmettez|signalez)(?:[ -](?:lui|leur))?\s*(?:juste\s*|simplement\s*)?(?:que |qu'|de |d')|c'est (?:pour (?:dire|lui dire|prevenir|signaler|leur dire) (?:que |qu')))"
)
TOLD = re.compile(
    r"\b(?:dites|dire|dis|prevenir|prevenez|informer|informez|avertir|signaler|signalez|transmettre|transmettez)\b(?:[^.?!]{0,50}?)\b(?:que|qu')\s*"
)

# --- what is wrong ---

_WRONG = re.compile(
    r"\b(?:pas|mal|faux|fausse|mauvais\w*|erreur|trompe\w*|changer|change|modifier|corriger|corrigez|revoir|refaire|incorrecte?)\b|^(?:(?:non|euh|c'est|alors) )*(?:l'heure|l'horaire|le jour|la date|le nom|mon nom|le prenom|le numero|le telephone|le motif|le docteur|le medecin|le message)$"
)
_SLOT_NAMES = (
    (Slot.TIME, re.compile(r"\bheures?\b|\bhoraires?\b")),
    (Slot.DATE, re.compile(r"\bjours?\b|\bdates?\b")),
    (Slot.NAME, re.compile(r"\bnom\b|\bprenom\b|\borthographe\b")),
    (Slot.PHONE, re.compile(r"\bnumero\b|\btelephone\b|\bportable\b")),
    (Slot.SERVICE, re.compile(r"\bmotif\b|\btype\b|\bprestation\b|\bservice\b")),
    (Slot.PRACTITIONER, re.compile(r"\bdocteure?\b|\bmedecin\b|\bpraticien\w*\b|\bmaitre\b|\bla personne\b")),
    (Slot.MESSAGE, re.compile(r"\bmessage\b|\btexte\b")),
)

KNOWN = _any(
    r"\b(?:euh|heu|hum|alors|bon|ben|bah|donc|eh|bien|merci|madame|monsieur|mademoiselle|oui|non|bonjour|bonsoir|allo|pardon|oh|ah|voila|hein)\b",
    r"\bs'il (?:vous|te) plait\b|\bexcusez moi\b|\bdesolee?\b",
    r"\b(?:je|j'|on|nous|moi) ?(?:voudrais|veux|voulais|souhaite\w*|aimerais|aurais|ai|suis|peux|pourrais|prends|prefere\w*|cherche|appelle|vous appelle)?\b",
    r"\b(?:besoin|prendre|avoir|reserver|fixer|obtenir|un|une|le|la|les|l'|du|de|d'|des|au|aux|a|en|pour|avec|chez|dans|sur|et|ou|si|possible|plutot|est|c'est|ce|cet|cette|que|qu'|qui|y|il|faudrait|faut|me|m'|vers|jour|heure|date|ca|serait|bien|aussi|encore|juste|mon|ma|mes|nom|numero|telephone)\b",
    r"\b(?:rendez vous|rdv|rendez|creneau|place|message|laisser|question|renseignement)\b",
)
