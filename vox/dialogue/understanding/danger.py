# ruff: noqa: E501  the patterns are lists of words
"""The net for danger: deterministic, before everything else, and overruled by nothing.

Recall comes before precision, in two grades: what is surely a danger is acted upon at once; a mere danger word
becomes one question that carries the number to call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from vox.config.organization import Trade
from vox.dialogue.understanding.folding import squeeze


class Danger(StrEnum):
    """How sure, and of which kind; what is acted upon first stands first."""

    LIFE = "life"  # somebody speaks of ending their life
    NOW = "now"  # a danger to a person (or an animal, at a vet's), now
    DOUBT = "doubt"  # a word of danger, in a sentence that may mean something else


def danger(heard: str, trade: Trade, words: Iterable[str] = ()) -> Danger | None:
    """What danger the sentence speaks of, if any. `words`: the organization's own danger words, sure at once."""
    text = squeeze(heard)
    pieces = [text[at : at + WINDOW] for at in range(0, max(1, len(text) - OVERLAP), WINDOW - OVERLAP)]
    own = tuple(words)
    found = {_danger_in(piece, trade, own) for piece in pieces}
    return next((kind for kind in Danger if kind in found), None)


WINDOW, OVERLAP = 2000, 400
"""Characters that are looked at together: what is said in one breath is shorter, and endless texts stay cheap."""


def _danger_in(text: str, trade: Trade, words: Iterable[str]) -> Danger | None:
    harmless = _HARMLESS.sub(" ", text)
    if _SWALLOWED.search(harmless) and not _PAST.search(harmless):
        return Danger.NOW
    if _LIFE.search(harmless):
        story = any(one.search(harmless) for one in (_PAST, _OTHERS_STORY, _JOKING))
        return Danger.DOUBT if story else Danger.LIFE
    if any(re.search(rf"\b{re.escape(squeeze(word))}\b", text) for word in words if word.strip()):
        return Danger.NOW
    certain = _IF_SO.sub(" ", harmless)
    sure = _NOW.search(certain) or _BY_TRADE.get(trade, _NEVER).search(certain)
    if sure and _PAST.search(harmless):
        return None if _ILLNESS.search(sure[0]) else Danger.DOUBT
    if sure:
        return Danger.NOW
    if certain != harmless:
        return Danger.DOUBT
    if _DOUBT.search(harmless):
        return None if _PAST.search(harmless) else Danger.DOUBT
    return None


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


_NEVER = re.compile(r"(?!)")

_NE = r"(?:n'|ne |n )?"
_WHO = r"(?:il|elle|on|je|j'|ca|qui|mon \w+|ma \w+|le \w+|la \w+|un \w+|une \w+|papa|maman|mamie|papi|pepe|meme)"
_NOT_MORE = r"(?:plus|pus|pas|meme plus|presque plus|quasiment plus)"
_BADLY = r"(?:mal|bizarre\w*|plus|pus|pas|a peine|difficilement|tres mal|avec peine|de plus en plus mal)"

_HARMLESS = _any(
    r"(?:me|m'|te|nous|va|vais|a|aurait) ?(?:tuer|etrangler|egorger) si\b",
    r"(?:ma|mon|la|le|ta) (?:femme|mari|patron\w*|mere|pere|fille|fils|daronne|daron|chef|copine|copain|prof\w*|belle mere) (?:va|vont) (?:me|m'|nous) ?tuer",
    r"(?:mort|morte|morts|mourir|meurs|creve|crever|mourrais|mourais|mourait|tue|tuer) (?:de|d') ?(?:rire|faim|soif|honte|trouille|peur|fatigue|ennui|froid|chaud|chaleur|envie|curiosite|impatience|jalousie|inquietude|sommeil|stress)\w*",
    r"plutot mourir",
    r"feu au lac|(?:gorge|joues?|peau|pieds?|yeux) en feu|au feu les pompiers|dans le feu de l'action",
    r"va(?:is)? (?:m'|me |t'|l')(?:etrangler|egorger)|(?:iphone|telephone|portable|ordinateur|moteur|appareil)\b[\w ]{0,8}\bnoye\w*|(?:me )?(?:noie|noye|noyee) (?:dans|sous) (?:le |la |les |mon |mes |vos |l'|des )?(?:formulaires|administrati\w+|mails|boulot|dossiers|travail|papiers|paperasse)|s'etrangle de rage|agios m'etranglent",
    r"(?:fuite|odeur) [\w ']{0,20}(?:a ete |est )?repare\w*|je (?:ne )?bouge (?:plus|pas)|(?:ne )?bougez pas|ca (?:ne )?bouge pas|tombee? dans les pommes quand",
    r"tete de mort|petit noye a la tele|(?:elle|maman|papa) va me tuer(?!.*\b(?:porte|couteau|peur|frapp\w+|fusil|police|vite)\b)|oubli\w*[\w ']{0,20}il va me tuer|si je me trompe il va me tuer",
    r"(?:brule|brulee|brulent|bruler)s? (?:d'|de\b|les? feux?|les? etapes?|d impatience)",
    r"sauve la vie",
    r"poignarde\w* dans le dos",
    r"au secours (?:je sais|je comprends|c'est complique|j'ai)\b",
    r"numero d'urgence|(?:personne|contact) (?:a prevenir|d'urgence)[\w ']*",
    r"(?:devant|apres|aux|pres des?|en face des?|sortie des|service des) (?:les )?urgences",
    r"prise? de sang|bon sang|pur sang|don(?:ner|s)? (?:du|de|mon) sang|groupe sanguin|sang froid|analyses? de sang|test sanguin",
    r"chauffe eau|cuisiniere a gaz|chaudiere (?:a|au) gaz|(?<!siffle au )compteur (?:de|a) gaz(?! sent| fuit| siffle)|poele a gaz|detecteur de (?:gaz|fumee)|bouteille de gaz|plaque (?:a|de) gaz|releve (?:de|du) gaz|verification des gaz|entretien [\w ]{0,20}gaz|facture (?:de|du) gaz",
    r"feux? (?:rouge|vert|orange|arriere|avant|de position|de croisement|stop|d'artifice|de camp)s?|pneu \w+ creve|cheminee|feu (?:mon|ma) (?:pere|mere|mari|femme|grand\w*)",
    r"assurance (?:vie|incendie)|porte coupe feu|alarme incendie|exercice (?:d'evacuation )?incendie|extincteurs?",
    r"(?:telephone|portable|ordinateur|moteur|ligne|secretariat|accueil|standard|secretaire|numero|site|mail|bureau|mairie|cabinet|ecole|garage|agence|service|tele|television|appareil|robot|repondeur|boitier|voyant|embrayage|frein a main|volant)s? (?:ne |n')?(?:me |m'|nous )?repond(?:ent)? (?:plus|pas)",
    r"(?:clim|climatisation)\b[\w ']{0,30}\bgaz|gaz (?:de|dans) (?:la )?clim\w*",
    r"(?:bal|calendriers?|caserne|fete|don|volontaires?) (?:des |aux |de )?(?:sapeurs? )?pompiers|pompiers? volontaires?",
    r"(?:facture|compte rendu|chef|cheffe|medecin|interne|courrier|sortant|sortie?|sors|sortir|appelle|venir|viens|passage|service) (?:\w+ ){0,2}des urgences|les urgences (?:me|m'|l'|ils|la|c'est (?:ouvert|ferme))|attendu aux urgences",
    r"(?:musee|defile|commemoration|comme les|ici les|c'est les|ceremonie|centre) (?:des |de secours |les )?pompiers|(?:commande\w*|annul\w*|reserv\w*) (?:l'|une |mon )?ambulance|ambulance (?:c'est vous|ou ma voiture|qui (?:commande|tire|passe))|garer une ambulance",
    r"couteau sous la gorge|(?:sans|aucun|pas de|hors de) danger|ecran (?:est |qui est )?(?:tout )?bleu|(?:carte|cle|piece|ticket)\b[\w ']{0,12}(?:coincee?|avalee?|bloquee?) dans (?:la|le) (?:machine|lecteur|distributeur|serrure)|a en crever|on a envie de (?:se|s'en|nous) (?:pendre|flinguer|tirer une balle)|(?:etouff\w+|ecroule\w*|pleur\w+) de rire|etouffe sous (?:les|mes|le)|on etouffe\b|coup de fusil\b(?=.*facture)|facture\b.*\bcoup de fusil",
    r"(?:me|te|le|la|va|vais|ferait|fait) (?:fait |faire )?tourner de l'(?:oeil|eil)|se parler|\bplus la peine (?:d'appeler|de (?:passer|venir|rappeler|le|la|les|me|vous|prendre)|pour|qu')",
    r"(?:pas|aucune|sans) (?:d'|une |vraiment une )?urgence\b(?! vitale)|pas (?:si |vraiment |tres )?urgent",
    r"(?:a cote|en face|pres|derriere|loin|niveau|parking|entree) des urgences",
    r"(?:histoire|film|livre|roman|polar|spectacle|piece) [\w ]{0,25}(?:suicide|meurtre|mort)\w*",
    r"(?:la|une|de) crise d'adolescence|crise (?:de fou rire|economique|de nerfs de ma cliente)",
)

_PAST = _any(
    r"\b(?:l'an|l'annee|le mois|la semaine|l'ete|l'hiver) (?:passe|passee|dernier|derniere)\b",
    r"\bil y a (?:\w+ ){1,2}(?:ans?|mois|annees?|semaines?)\b",
    r"\b(?:en|de|depuis) (?:19|20)\d\d\b",
    r"\b(?:mon|son|ma|sa|un|d'un|l') ?\w+ (?:de|en|d'il y a) (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b",
    r"\b(?:suivi|controle|bilan|reeducation|suites?) (?:apres|de|d'|post|pour)\b",
    r"\ba l'epoque\b|\bautrefois\b|\bdans le temps\b|\bune fois\b|\bquand j'etais\b|\bantecedents?\b",
    r"\b(?:avait|avais|avions|etait) (?:fait|eu|failli|mange|bouffe|avale|sauve)\b",
    r"\bj'ai cru\b|\bfailli\b|\bantecedent|\ballergi\w* (?:a|au|aux)\b(?! [\w ]*(?:respir|gonfl|etouff|plus|siffle|bleue?|gorge))",
    r"\b(?:est mort|est morte|est decede\w*|est parti\w*) (?:(?:de|du|le|la|en|il y a)\b|d'|l')",
    r"\b(?:eteint|finie?|passe|termine)e? depuis\b",
)

_ILLNESS = re.compile(r"infarctus|\bavc\b|crise|attaque|hemorragie|overdose")
"""What people name when they speak of their past: "mon AVC de 2010"."""

_OTHERS_STORY = _any(
    r"\b(?:le|la|du|apres le) suicide (?:de|d'|du)\b",
    r"\bs'est (?:suicide|pendu|tue)e? (?:l'|le|la|il y a|en|hier|avant hier|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b",
    r"\bprevention (?:du )?suicide\b",
)

_JOKING = re.compile(r"\b(?:je|non je) (?:rigole|plaisante|deconne|blague)\b|\bha ha\b|\bhi hi\b")

_IF_SO = re.compile(
    r"\bsi (?![\w' ]*\b(?:insuline|oxygene|traitement|cachets?|medicaments?|dialyse|piqure|respire|bouge)\b)[\w' ]{2,60}?"
    r"\bje (?:meurs|creve)\b"
)
"""What would kill somebody if it came to that is said in jest more often than not."""

_MEANS = (
    r"\b(?:prepare|sorti|aligne) (?:tous |toutes )?(?:les|mes|la|le|ma) "
    r"(?:cachets|comprimes|medicaments|somniferes|pilules|corde|lames?)\b"
)
"""With what somebody would do it, laid out."""

_RUN_OVER = (
    r"\b(?:percute|renverse|fauche)e? (?:un|une|le|la) "
    r"(?:velo|pieton\w*|cycliste|motard|gosse|gamine?|enfant|dame|monsieur|personne)\b"
)

_FINISH = r"\b(?:(?:vais|va|veux|veut|voulait|voudrais|voudrait|vouloir|aimerais|pense a|songe a) |(?:envie|besoin|idee) d')en ?finir\b"
"""Alone it is the end of a life; with something beside it, as _AFFAIR tells."""

_AFFAIR = (
    r"(?:(?:avec|vite|rapidement|une bonne fois(?: pour toutes)?) )+(?:(?:ce|cet|cette|ces|votre|vos|notre|nos)\b(?! (?:souffrance|douleur|calvaire|cauchemar|enfer|mal)s?\b)"
    r"|(?:l'|(?:le|la|les|mon|ma|mes|un|une|son|sa|ses) )(?:\w+ )?(?:dossier|procedure|divorce|travau|affaire|histoire|proces|litige|succession"
    r"|papier|demarche|paperasse|probleme|fuite|carie|abonnement|contrat|credit|dette|facture|locataire|voisin|chantier|pann|dent|bouton|poux|traitement)\w*)"
)
"""What somebody may want to be done with: "en finir avec cette procédure"."""

_LIFE = _any(
    r"\bsuicid\w*",
    rf"{_MEANS}(?=.*\b(?:voix|adieu|plus|derniere fois|fini|pardon)\b)|\b(?:en peux? plus|a bout)\b(?=.*{_MEANS})",
    r"\bsur (?:le|un) pont\b(?=.*\b(?:sauter|saute|jeter)\b)|\b(?:m'endormir|dormir)\b[\w ']{0,30}\b(?:plus me reveiller|jamais me reveiller|plus jamais me reveiller)\b|\bvie (?:ne |n')?vaut plus\b|\blettres? d'adieu\b|\bplus l'interet de (?:continuer|vivre)\b|\bordre dans mes affaires\b(?=.*\badieu\b)|\bgarde tous (?:ses|mes|les) (?:cachets|comprimes|medicaments)\b|\bfusil\b[\w ']{0,16}\bsur (?:les|mes) genoux\b|\bfusil est charge\b|\bque je les aime\b(?=.*\b(?:comprendr\w+|demain|adieu)\b)|\bavale (?:tout )?ce qu'il y avait\b|\bil sera trop tard\b(?=.*\btout prepare\b)|\ben finir pour de bon\b|\bje pars\b(?=.*\bplus mal\b)|\bpersonne peut plus rien pour moi\b|\bm'immoler\b|\bje me (?:tue|pends|flingue|jette (?:sous|par|dans|du|d'))\b(?! (?:a la tache|a vous|a (?:le |te |la )?(?:dire|repeter|expliquer)|au travail|dans le (?:travail|vide (?:juridique))))|\bprefere (?:encore )?mourir\b(?=.*\b(?:ce soir|cette nuit|maintenant|vais le faire|demain)\b)",
    r"\b(?:ce soir|cette nuit) j'en finis\b(?! avec (?!la vie|tout|moi))|\bj'en finis (?:ce soir|cette nuit)\b",
    r"\ben ?finir (?:ce soir|cette nuit|maintenant|avec (?:(?:la|ma|cette) (?:vie|existence)|tout|moi)\b)",
    rf"{_FINISH}(?! (?:avec|vite|rapidement|une bonne fois)\b)",
    r"\b(?:plus|pas) (?:envie|la force|le courage|le gout) de (?:vivre|continuer a vivre)\b|\bplus de raison de vivre\b",
    r"\b(?:en peux|peut) plus de (?:vivre|la vie|cette vie)\b",
    r"\b(?:je veux|je voudrais|j'ai envie de|envie de|veut|voudrait) (?:mourir|crever|disparaitre|me tuer|m'endormir pour toujours)\b",
    r"\b(?:je|j') ?(?:vais|veux|voudrais|pourrais|devrais|pense a|songe a|ai envie de|ai decide de|suis en train de)? ?(?:me|m'en) ?(?:tuer|pendre|foutre en l'air|jeter (?:par|sous|dans|du|d')|supprimer|flinguer|tirer une balle)\b",
    r"\b(?:envie|idee|j'ai l'intention) (?:de|d') ?(?:me|se|m'en|s'en) ?(?:tuer|pendre|foutre en l'air|jeter|supprimer|flinguer)\b",
    r"\b(?:intention|parle|menace|dit) (?:de|d'|qu'(?:il|elle) (?:va|allait)) ?(?:se|s'en) ?(?:tuer|pendre|foutre en l'air|jeter|supprimer|flinguer)\b",
    r"\b(?:il|elle|fils|fille|frere|soeur|mari|femme|mere|pere|ami|amie) (?:va|veut|allait|menace de|essaie de|vient de) (?:se|s'en) ?(?:tuer|pendre|foutre en l'air|jeter (?:par|sous|dans|du|d')|supprimer|flinguer)\b|\bs'est pendue?\b|\ballait sauter par la fenetre\b",
    r"\b(?:me|se) suis (?:ouvert|taillade|coupe) les veines\b|\bouvert les veines\b",
    r"\b(?:serai|sera|serais) plus la (?:demain|ce soir|cette nuit|samedi|dimanche|lundi|mardi|mercredi|jeudi|vendredi)|\b(?:demain|ce soir|samedi|dimanche|lundi|mardi|mercredi|jeudi|vendredi)[\w ]{0,12} (?:je )?serai plus la\b|\b(?:je )?serai plus la\b",
    r"\b(?:cachets|comprimes|medicaments|pilules|somniferes) [\w ]{0,10}(?:sont |la )?devant moi\b",
    r"\bj'ai [\w ]{0,12}(?:pris|avale|mange) (?:toute? (?:la|les|mes|ma) (?:boites?|plaquettes?|cachets|comprimes|pilules|medicaments)|toutes? (?:mes|les) \w+|plein de (?:cachets|medicaments|comprimes))",
    r"\bavale toutes? (?:les|la|mes|ses) (?:boites?|plaquettes?)\b",
    r"\bsomniferes [\w ]{0,30}(?:pas se reveiller|plus se reveiller|mourir)\b",
    r"\b(?:personne|on) (?:ne )?me regrettera\b|\bmieux (?:sans moi|si je n'etais plus)\b",
    r"\bchargee? le (?:fusil|pistolet)\b|\bj'ai ouvert le gaz\b",
    r"\b(?:en haut|au bord|sur le bord|sur le rebord) (?:du pont|de la falaise|du toit|de la fenetre|du viaduc)\b",
    r"\bdire (?:adieu|au revoir) a (?:quelqu'un|tout le monde|tous)\b|\bje compte partir cette nuit\b",
    r"\bmettre fin a (?:mes|ses) jours\b|\bfinir ma vie\b|\bmets fin a (?:tout|ma|mes)\b|\b(?:pris|avale) (?:tous )?(?:les|mes|trente|vingt|quarante|cinquante|deux plaquettes|trois plaquettes|toute la) ?(?:cachets|comprimes|somniferes|pilules|boite|de)\b|\ba fait une tentative\b|\bmessage d'adieu\b|\bsur les rails\b",
    r"\b(?:ce soir|aujourd'hui|demain) (?:c'est|ce sera|tout (?:sera|est)) fini\b|\btout sera fini\b|\bc'est fini pour moi\b|\bdecide que c'etait fini\b|\bdites lui adieu\b|\b(?:demain|ce soir) je serai morte?\b|\bserai morte? (?:demain|ce soir)\b|\btrouverez qu'un corps\b|\bj'ai la corde\b|\bla corde dans\b|\bessence sur moi\b|\bidees noires\b|\b(?:veux?|veut) plus vivre\b|\bsorti les couteaux\b|\bpas si froide\b",
)

_SWALLOWED = re.compile(
    r"\b(?:il|elle|petite?|fille|fils|enfant|bebe|mari|femme|mere|pere|chien|chienne|chat)(?: \w+)? (?:a|vient d'|vient de) ?(?:avale\w*|avaler|pris|prendre|mange|manger|vide|vider|bu|boire|bouffe)\w* (?:toute? (?:la|les|sa|ses|une|le|mes) |tous (?:les|ses|mes) |toutes (?:les|ses|mes) )(?:boites?|plaquettes?|medicaments?|cachets?|comprimes?|pilules?|gelules?|flacons?|bouteilles?|tubes?)\b(?! (?:depuis|et (?:il|elle) va))"
)
"""Somebody else has swallowed all of it: a poisoning, whatever they wanted."""

_NOW = _any(
    # breath and consciousness
    r"\b(?:se|me) (?:reveille|releve) (?:plus|pas)\b(?! (?:avant|sans|tot|a )|.*\b(?:le matin|a l'heure|sonne)\b)|\b(?:veut|voulait|arrive) (?:pas|plus) (?:a )?se reveiller\b|\brespire (?:presque|quasiment) plus\b|\bc(?:o|e|oe)+ur (?:s'est|vient de s') ?arrete\w*",
    r"\bmalaise (?:cardiaque|vagal grave)\b|\bsens que je (?:pars|m'en vais|vais partir)\b|\b(?:tombe\w*|sorti\w*|repeche\w*)\b[\w ']{0,30}\b(?:piscine|eau|canal|bassin|riviere)\b(?=.*\b(?:bleue?|bouge|respire|repond|inconscient\w*)\b)",
    rf"\b{_NE}(?:arrive|arrivent|peux|peut|peuvent) {_NOT_MORE} (?:a )?(?:respirer|souffler|bouger|avaler|se (?:lever|relever)|le (?:reveiller|relever)|la (?:reveiller|relever)|reprendre (?:ma|sa|son) (?:respiration|souffle))\b(?! (?:avec|a) )",
    rf"\b{_NE}(?:arrive|arrivent) {_NOT_MORE} a (?:la |le |les |me |se )?(?:reveiller|relever|parler|respirer)\b|\b(?:se|me) reveillent? (?:plus|pas)\b|\bouvre plus les yeux\b",
    r"\b(?:a|ai|ait) plus (?:d'air|de souffle)\b|\bpeux pas plus d'air\b|\bsiffle en respirant\b|\bdevien\w+ (?:tout |toute )?(?:bleu|violet|gris)\w*\b(?! (?:en|sur|au))|\b(?:visage|langue|levres|doigts|bebe)\b[\w ']{0,12}\b(?:tout |toute |toutes )?(?:bleue?s?|violette?s?)\b",
    r"\bcoincee?s? (?:sous|dessous|dedans|dans (?:la|une) (?:mere|machine|presse|crevasse|voiture|cabine))\b(?! les bouchons)|\b(?:est|sont) dessous\b|\b(?:entends?|entend) (?:\w+ )?gemir\b|\b(?:il|elle|on) (?:geint|gemit|rale)\b(?! (?:apres|contre|tout le temps|toujours|parce|que|sur))|\bon (?:le|la|les) voit plus\b(?! (?:depuis|souvent|beaucoup|trop))|\bvoit plus que sa (?:main|tete)\b|\bau fond (?:du|de la|de l') ?(?:petit |grand )?(?:bassin|piscine|eau|puits|ravin)\b|\bpar dessus (?:la rambarde|le parapet|le balcon|bord|le bord)\b|\bprend l'eau\b(?=.*\b(?:nager|coule|moteur)\b)|\b(?:tete|visage) dans (?:le bain|l'eau)\b|\bmain prise dans\b|\b(?:pris|prend) (?:le jus|un coup de jus)\b|\bfait des etincelles\b|\bl'eau monte\b|\b(?:mer|riviere) monte\b|\b(?:type|homme|mec|gars) arme\b|\bdetecteur hurle\b",
    rf"\b(?:il|elle|qui|je|chat|chien|bebe|mari|femme|mere|pere|fils|fille) {_NE}respire (?:{_BADLY})\b|\b{_NE}respire (?:plus|pus|bizarre\w*|a peine|tres mal)\b",
    r"\b(?:detresse|arret|difficultes?) (?:respiratoire|cardiaque)s?\b|\bdifficultes? (?:a|pour) respirer\b|\bmal (?:(?:a|pour) )+(?:respirer|inspirer|reprendre (?:mon|son) souffle)\b|\bni (?:a )?respirer\b|\brespire (?:plut|par a coups|par saccades)\b|\bronfle bizarre\w*\b|\bongles\b[\w ']{0,12}\b(?:violets?|bleus?)\b|\barret (?:du )?c(?:o|e|oe)+ur\b",
    r"\b(?:m'|s'|l'|se |est en train de s')etouff(?!ait|ais|aient)\w*\b|\b(?:m'|s'|l')etrangl\w*\b|\bfausse route\b|\bmanque d'air\b|\bcherche (?:son|de l') ?air\b",
    r"\b(?:perdu|perd|perds|perdre|perte de|sans) connaissance\b|\binconscient\w*\b|\b(?:s'est|est|viens? de s'|vient de s') ?evanoui\w*\b|\bvient de (?:s'ecrouler|s'effondrer|s'evanouir|tomber dans les pommes)|\bs'est (?:ecroule|effondre)e?\b|\btombee? dans les pommes\b|\btourne de l'oeil\b|\btourner de l'(?:oeil|eil)\b",
    r"\b(?:plus|pas) de pouls\b|\bmassage cardiaque\b|\bdefibrillateur\b",
    rf"\b(?:il|elle|qui|mari|femme|mere|pere|bebe|fils|fille|chien|chat) {_NE}(?:bouge|reagit) (?:{_NOT_MORE})\b|\b(?:par terre|allonge\w*|tombe\w*|sol|pont|bas|reveille|yeux ouverts?)\b[\w ']{{0,30}} (?:repond|bouge|reagit|respire)(?:ent)? (?:{_NOT_MORE})\b|\b{_NE}(?:me |m')?(?:repond|reagit)(?:ent)? (?:plus|pus|meme plus)\b|\bbouge plus\b",
    r"\b(?:est|devient|tout|toute|levres|il devient|elle devient|bebe) (?:tout |toute )?bleue?s?\b(?! (?:marine|ciel|clair|fonce|roi))(?=.*\b(?:bebe|il|elle|levre|respir|souffl|mon|ma)\b)",
    r"\bil est tout gris\b|\belle est toute grise\b|\bblanc(?:he)? comme un linge\b",
    # heart and brain
    r"\bmalaise\b(?=.*\brepond\w* (?:pas|plus)\b)|\bmollet\b(?=.*\brespir\w+)|\bsourire (?:est |qui est |tout )?de travers\b|\bmelange ses mots\b|\b(?:tousse|crache) de la mousse\b|\bflotte sur le ventre\b|\bvient de (?:glisser|tomber)\b(?=.*\b(?:hanche|se relever|bouge (?:pas|plus))\b)|\bsais? plus (?:trop )?quel jour\b(?=.*\b(?:vomi\w*|grelott\w*|diabet\w*)\b)|\bvomi\w*\b(?=.*\bsais? plus (?:trop )?quel jour\b)|\bdiabetique\b(?=.*\b(?:plus clair|n'importe quoi|s'endort)\b)|\bplus rien dans les jambes\b|\bdort par terre\b(?=.*\btombe\w*\b)",
    r"\bbouche\b[\w ']{0,25}\b(?:d'un|sur le|du) cote\b|\bplus sentir (?:tout )?(?:son|mon|le|un) cote\b|\bbebe (?:ne )?(?:crie|bouge) (?:pas|plus)\b|\btiens? plus (?:ma|mon|sa|son) (?:tasse|verre|stylo|fourchette|cuillere)\b|\bmain qui lache\b|\bcoup de (?:chaud|chaleur|soleil)\b(?=.*\b(?:parle|repond|reagit|bouge) (?:plus|pas)|.*\b(?:bouillante?|delire|inconsciente?|tombe\w*)\b)|\bpoignard dans (?:le crane|la tete|la nuque)\b",
    r"\b(?:coup|chute|tombe\w*|cogne\w*|choc)\b[\w ']{0,25}\btete\b(?=.*\b(?:vomit|s'endort|endormi\w*|confus\w*|convuls\w*)\b)|\b(?:garrot|artere (?:est )?(?:ouverte|touchee|coupee|sectionnee))\b|\bbulles de sang\b|\bcrache (?:du )?rouge\b",
    r"\b(?:arete|os|bonbon|morceau|noyau|viande|jouet)\b[\w ']{0,12}\bcoince\w*\b(?=.*\b(?:parler|respir\w+|crache|bleue?|tousse)\b)",
    r"\b(?:il|elle|mon \w+|mon grand pere|ma grand mere|ma \w+) (?:a|fait|est en train de faire) une crise cardiaque\b",
    r"\bfais(?:ait)? (?:une? )?(?:crise cardiaque|infarctus|avc|attaque)\b|\b(?:fait|faire|en train de faire|fais) (?:une? |un )?(?:crise cardiaque|infarctus|avc|arret|attaque cerebrale|overdose|oedeme|hemorragie|crise d'epilepsie|crise d'asthme|choc anaphylactique)\b",
    r"\b(?:poitrine|thorax|bras gauche|torse)\b[\w ']{0,40}\b(?:serre|ecrase|brule|oppress\w+|comprime|poignard\w+|etau|bras|machoire)\b|\b(?:serre|ecrase|oppress\w+|poids|elephant|pression|douleur|mal|poignard\w*|etau|barre)\b[\w ']{0,30}\b(?:poitrine|thorax|bras gauche|plexus)\b",
    r"\b(?:bouche|visage|figure|levre)\b[\w ']{0,25}\b(?:de travers|tombe|tordue?|paralyse\w*|deform\w+|qui tombe)\b|\b(?:moitie|cote) du visage\b",
    r"\b(?:sens|sent|sentir) (?:plus|pus) (?:mon|ma|mes|ses|sa|son|tout (?:son|mon) cote|le cote|la moitie|rien du cote|la jambe|le bras)\b|\b(?:bras|jambe|main|cote)\b[\w ']{0,20}\b(?:engourdi\w*|s'engourdit(?! la nuit)|paralyse\w*|lache le telephone|repond plus)\b",
    r"\bparl\w+ (?:bizarre\w*|de travers)\b|\bparle plus\b(?=.*\b(?:bouche|bras|visage|d'un coup|depuis (?:ce|tout|\w+ minutes))\b)|\baveugle d'un coup\b|\b(?:vois|voit) (?:plus|tout) (?:rien|noir|blanc|trouble)\b(?! (?:de (?:pres|loin)|sans (?:mes|ses))|.*\blunettes\b|.*\bcontrole de la vue\b)",
    r"\bme sens? partir\b|\bje vais (?:tomber|m'evanouir|mourir|crever)\b|\bil va mourir\b|\belle va mourir\b|\b(?:en train de|est entrain de|va) (?:mourir|crever|agoniser|y passer)\b|\bje meurs\b",
    r"\bconvuls\w+\b|\bcrise d'epilepsie\b|\boverdose\b|\bsurdose\b|\bcoma\b",
    # blood and wounds
    r"\b(?:gicle|coule)\b(?=.*\b(?:comprim\w+|entre mes doigts|artere)\b)|\bcomprim\w+\b(?=.*\b(?:gicle|coule)\b)|\bplus de doigts\b|\bfriteuse\b(?=.*\b(?:dessus|sur (?:elle|lui|moi)|peau|cloque\w*|brulee?)\b)|\baccident\b(?=.*\bdu sang\b)|\bpeau qui part\b",
    r"\b(?:perds?|perd) (?:enormement|trop|plein|des litres) de sang\b|\b(?:saign\w+)\b[\w ']{0,30}\b(?:s'arrete (?:pas|plus)|partout|enormement)\b|\bgorge ouverte\b",
    r"\b(?:plante\w*|enfonce\w*|recu) un (?:couteau|tournevis|coup de (?:couteau|fusil|feu))\b|\b(?:couteau|lame) (?:dans|plante\w*)\b|\bcoup de couteau\b",
    r"\b(?:fait|ete) (?!\w+ hier)(?:renverser|renversee?|ecraser|ecrasee?|percuter|percutee?|faucher|fauchee?)\b(?!.*\b(?:moi ca va|rien de grave|rien eu)\b)(?!.*\b(?:mois|an|ans|annee|semaine) (?:dernier|derniere|passe|passee)\b)|\b(?:il y a|y a|avec) (?:un|une|des|deux|trois|plusieurs) (?:blesse|mort)\w*\b(?! (?:dans (?:la|ma|notre) famille|devant))|\bblesse\w* (?:coince|grave|par terre|sur la route)\w*",
    r"\bdecharge electrique\b|\bvoiture s'est retournee\b|\bplus de freins?\b(?=.*\b(?:descente|roule|autoroute|route|arrete)\b)",
    r"\b(?:perd|perds|vomi\w*|crache|tousse|pisse|perdre|plein|plein de) (?:beaucoup (?:de|du) |tout son |du |de |le |son )sang\b|\ben sang\b|\bpisse le sang\b|\bsang (?:partout|qui (?:coule|sort|gicle))|\bsang\b[\w ']{0,20}\b(?:coule|gicle|beaucoup|partout|oreille)\b|\bhemorragi\w+\b|\b(?:baigne|mare) (?:dans (?:son|le)|de) sang\b|\bdu sang\b[\w ']{0,15}\bbeaucoup\b",
    r"\bsaign\w* (?:beaucoup|enormement|a flots?|abondamment|de la tete|de l'oreille|s'arrete pas|sans arret|pas mal|toujours pas)\b|\b(?:ca|elle|il) (?:n'arrete|arrete) pas de saigner\b|\bsaigne (?:et ca )?(?:ne )?s'arrete pas\b",
    r"\b(?:coupe|tranche|sectionne|arrache|ecrase)e?s? (?:un |le |la |les |l'|la moitie d[ue] |\w+ )?(?:doigts?|main|bras|jambe|pied|pouce|gorge)\b(?=.*\b(?:scie|sang|saign|machine|couteau|vient|s'est|me suis)\b)",
    r"\b(?:poignarde|blesse grave|blessee grave|blesse par balle|electrocut\w+|noyee?|noyade|noie)\b|\bs'est (?:noye|electrocute|brule)e?\b|\bvient de (?:se noyer|couler|passer (?:sous|par)|tomber (?:du|de la|par))\b|\bpassee? (?:par la fenetre|sous (?:une|un|la|le) (?:voiture|camion|tracteur|train|bus))\b",
    r"\b(?:tombe|chute)e? (?:du|de la|d'une?) (?:toit|echafaudage|echelle|fenetre|balcon|mur|etage)\b|\btombe\w* dans l'escalier\b(?=.*\b(?:sang|bouge|repond|tete)\b)|\bon a un blesse\b|\bblesses? sur la route\b",
    # poison, allergy, burns
    r"\b(?:vide|mange|bouffe|avale|leche|englouti|devore|ingere)\w*\b[\w' ]{0,25}\bmort aux rats\b",
    rf"{_RUN_OVER}(?=.*\b(?:(?:repond|bouge|respire) (?:pas|plus)|par terre|du sang|saigne|inconscient\w*)\b)",
    r"\b(?:boire|avaler|bu|avale|a vale) (?:de la |du |de l'|des |un |une |la |le |l')[\w' -]{0,20}(?:javel|soude|deboucheur|pile|aimant|mort aux rats|more? au rat|antigel|acide|lessive|poison|detergent|raticide|laurier rose)\b|\bcon vuls\w*",
    r"\b(?:prends?|pris|avale|prend)\b[\w ']{0,12}\b(?:deux|trois|quatre|cinq|dix|plusieurs) (?:plaquettes|boites|tubes)\b(?=.*\b(?:whisky|vodka|alcool|viens de|somnol|dormir)\w*)|\bplein de (?:medicaments|cachets)\b(?=.*\b(?:reveill|dort|endorm|vide)\w*)|\breveill\w+\b(?=.*\bplein de (?:medicaments|cachets)\b)",
    r"\b(?:tous|toute la famille|tout le monde|les (?:petits|enfants|gosses))\b(?=.*\b(?:mal a la tete|vomi\w*|malades?|tombee?)\b)(?=.*\b(?:poele|chaudiere|chauffage|rallumee?|monoxyde)\b)|\brallumee?\b(?=.*\btoute la famille\b)",
    r"\bgorge (?:qui )?(?:se )?(?:ferme|serre|bloque|gonfle)\b|\b(?:allerg\w+|cacahuetes?|arachides?|piqu\w+|guepe|abeille|frelon)\b(?=.*\b(?:gonfle|enfle|respire mal|etouffe)\w*)",
    r"\b(?:a |ai |vient d'|viens d'|as )(?:avale|bu|mange|ingere|bouffe|aval\w+)\w* (?:de la |du |de l'|des |un |une |la |le |l')[\w' -]{0,20}(?:javel|soude|deboucheur|produit|pile|bague|piece|aimant|mort aux rats|antigel|acide|lessive|essence|champignons?|poison|cachets|medicaments?|detergent|raticide|antilimaces)\b",
    r"\b(?:soude|acide|javel|decapant|produit)\b[\w ']{0,15}\b(?:yeux|oeil|eil)\b|\bintoxi\w+ (?:au monoxyde|par)|\bmonoxyde\b(?=.*\b(?:tete|mal|malaise|alarme|sonne)\b)",
    r"\b(?:gorge|langue|visage|levres|joue)\b[\w ']{0,20}\b(?:gonfl\w+|enfl\w+|serre|enormes?)\b|\b(?:gonfle|enfle) (?:de partout|de la gorge|du visage)|\bchoc (?:anaphylactique|allergique)\b|\bmal a avaler (?:ma|sa) salive\b|\boedeme de quincke\b",
    r"\bbrul(?:e|ee|ure)s? (?:au (?:deuxieme|troisieme) degre|graves?|a l'huile|a l'eau bouillante)\b",
    # fire, gas, water, current
    r"\b(?:tapis|rideaux?|lit|canape|matelas|sapin|compteur|capot|buisson) brule\b|\bca brule dans\b|\bsort du feu\b|\bgaz\b[\w ']{0,20}\bexplos\w+\b|\bvient d'exploser\b|\b(?:fume|fumee)\b(?=.*\b(?:peut plus descendre|sous la porte|etage|coinces?)\b)|\bgaz d'echappement\b(?=.*\b(?:respire|ferme|tient)\b)|\bon (?:a |est )?tous mal a la tete\b|\bdetecteur sonne\b(?=.*\b(?:tete|vomi\w*|evanoui\w*)\b)",
    r"\b(?:siffle|fuit)\b[\w ']{0,20}\b(?:gaz\b|au compteur\b)|\bperce (?:le|un) tuyau\b(?=.*\bgaz\b)|\bgaz\b(?=.*\bperce (?:le|un) tuyau\b)|\b(?:voiture|maison|appartement|immeuble|camion|ferme|grange|toit|poubelle)s? qui brule|\b(?:fil|cable) electrique\b(?=.*\b(?:crepite|par terre|chaussee|tombee?|dessus|pend)\b)|\bbidon d'essence\b(?=.*\b(?:allum\w+|feu|briquet)\b)|^(?=.*\b(?:autoroute|tunnel)\b)(?=.*\b(?:coince\w*|frole\w*|voie de gauche|sans feux)\b)",
    r"\ble feu (?:a pris|s'est declare|se propage|arrive|gagne)\b|\bfeu de foret\b|\b(?:riviere|eau|fleuve) (?:deborde|rentre|monte)\b(?=.*\b(?:coince\w*|etage|toit|enfants?|bloque\w*)\b)|\bfil (?:electrique|a haute tension)\b(?=.*\b(?:quelqu'un|personne|gens|dessous)\b)",
    r"\b(?:bebe|enfant|petite?|chien)\b[\w ']{0,20}\b(?:enferme\w*|laisse\w*|oublie\w*|seule?)\b[\w ']{0,15}\bvoiture\b",
    r"\b(?:sent|sens|odeur de|fuite de|fuite du|fuite d'|siffle\w*) (?:le |fort le |tres fort le |fort l'|de )?gaz\b|\bsens? (?:le gaz|tres fort le gaz|fort le gaz)|\bca sent? [\w ']{0,12}(?:gaz|oeuf pourri|euf pourri)\b|\bsans le gaz dans\b|\bgaz (?:qui )?(?:fuit|s'echappe|siffle)|\boeuf pourri\b",
    r"\b(?:il y a|y a|y'a|prend|pris) (?:le |du )?feu\b|\b(?:maison|appartement|immeuble|cuisine|voiture|ferme|grange|friteuse|toit) (?:est en train de )?(?:brule|en feu|prend feu|flambe)\b|\ben feu\b|\bincendie\b(?=.*\b(?:chez|maintenant|vite|maison|immeuble|etage|cuisine)\b)|\bau feu\b|\b(?:il y a |y a |y'a )?des flammes\b|\bdes flammes\b|\bpiege\w* (?:dans|par)\b(?=.*\b(?:feu|fumee|flammes|eau)\b)|\bfumee\b(?=.*\b(?:ouvre|sort|enferme|respir|plein|partout|tousse)\w*)",
    r"\bfil (?:electrique|a haute tension)\b[\w ']{0,15}\b(?:tombe|eau|pend)|\b(?:plafond|mur|balcon|toit|plancher)\b[\w ']{0,25}\b(?:effondr\w+|ecroul\w+|train de tomber|tombe sur)\b",
    # violence
    r"\b(?:force|forcent|defonce|fracture) (?:ma|la) porte\b|\btabass\w+\b(?=.*\b(?:en ce moment|maintenant|la)\b)|\bm'a enfermee?\b|\bcogne (?:le|la|les|ma|mon|mes) (?!porte)|\bfaire du mal (?:au|a mon|a ma|a mes|aux) (?:bebe|enfants?|fils|fille|petite?s?)\b|\bf(?:era|erait) la peau\b|\bparti chercher (?:son|un) (?:fusil|couteau)\b|\bil me raterait? pas\b",
    r"\bil (?:me|nous|la|te) (?:creve|crevera|tue|tuera|massacre)\b(?! de (?:fatigue|travail|rire)| a petit)|\b(?:carabine|fusil|pistolet)\b[\w ']{0,15}\b(?:vise|tire|menace|braque)\b|\btape\w* (?:sur|dans|contre|a) (?:ma|la) (?:vitre|porte|fenetre)\b(?=.*\b(?:barre|peur|suivie?|batte|entrer|casser)\b)|\bsuivie?\b(?=.*\btape\w* (?:sur|dans|contre|a) (?:ma|la) (?:vitre|porte)\b)|\bquelqu'un (?:dans (?:ma|la|notre) (?:maison|chambre|cave)|est entre chez moi)\b(?=.*\b(?:cachee?|marche\w*|entends|peur|placard|voleur)\b)|\b(?:enleve|kidnappe|emmene de force) (?:ma|mon|notre) (?:fille|fils|enfant|bebe|petite?)\b|\bcoup est parti tout seul\b",
    r"\b(?:menace|menacee?|menacent)\b[\w ']{0,12}\b(?:avec une arme|d'une arme|arme)\b|\ben train de (?:me|nous|le|la|se) (?:faire )?(?:cambrioler|braquer|agresser|frapper|tabasser|violer)\b|\bon (?:nous|me) (?:braque|attaque|agresse|cambriole)\b|\bhomme frappe\b|\bcoups de (?:feu|fusil)\b",
    r"\b(?:il|elle|mon \w+|ma \w+) (?:va|veut|menace de|a dit qu'il (?:allait|va)|allait) (?:me |nous |m'|la |le |les )?(?:tuer|egorger|etrangler|frapper|violer|bruler)\b|\ballait me tuer\b",
    r"\b(?:il|elle|qui|mari|homme|type|pere|copain|ex) (?:me |nous |m'|m'a |l'a |la |le |l'|est en train de (?:me |la |le )?)(?:frapp\w+|tap\w+ dessus|bat\b|battre|cogn\w+|etrangl\w+|agress\w+|viol\w+|poursui\w+|a tapee)\b|\bil l'a tapee?\b|\bfrappe une (?:dame|femme|personne)\b|\b(?:m'a|l'a) (?:frappe|battue?|agresse|poignarde|violee?)e?\b(?=.*\b(?:enfermee?|la|derriere|encore|maintenant|vient)\b)",
    r"\bderriere la porte\b(?=.*\b(?:tuer|couteau|peur|entrer|frapp\w+|gemir|repond)\b)|\b(?:avec|a) un (?:couteau|fusil|pistolet|revolver|flingue)\b|\bpris le fusil\b|\bcasse (?:ma|la) porte\b(?=.*\b(?:etrangl|peur|il|tuer)\w*)|\b(?:enfonce|enfoncer|defonce|defoncer) la porte\b|\bje suis (?:enferme|sequestre|cache)e?\b(?=.*\b(?:frapp|tuer|il)\w*)|\bhomme arme\b|\bon nous attaque\b|\bcambriol\w+ (?:en cours|en ce moment|chez moi la)\b|\btrain d'attaquer\b",
    # children to be born, and calls for help
    r"\b(?:per\w* les eaux|(?:poche|poche des eaux) (?:s'est|est|vient de se) ?(?:percee?|rompue?|rompre|cassee?)|contractions toutes les (?:deux|trois|quatre|cinq|\d) minutes|sens que ca pousse|(?<!a )(?<!ai )accouche (?:la|maintenant|dans (?:la voiture|le couloir|le taxi|l'entree|l'escalier))\b|va accoucher(?! (?:en|au|dans|le|ces|bientot))|en train d'accoucher|bebe (?:arrive|sort))\b|\benceinte\b(?=.*\b(?:sang|saign\w+|tres mal|bouge plus)\b)|\bgrossesse\b(?=.*\btres mal d'un coup\b)",
    r"^(?:au secours|a l'aide|aidez moi|a moi)(?: (?:vite|s'il vous plait|au secours|aidez moi|a l'aide))*$|\bau secours\b(?=.*\b(?:vite|il (?:va|est|a|me|m'|ne)|elle (?:va|est|a|ne))\b)(?!.*\b(?:couleur|frange|formulaires?|coupe)\b)|\baidez moi vite\b|\b(?:appelez|envoyez|il (?:me |nous )?faut) (?:vite )?(?:une ambulance|les pompiers|le samu|les secours|la police)\b|\bpouvez appeler (?:le samu|les pompiers|une ambulance)|\bvenez vite\b(?=.*\b(?:tombe|mort|sang|feu|il|elle)\b)|\bc'est bien le (?:15|samu|18|quinze|dix huit)\b|\bc'est le (?:samu|(?:15|18|quinze|dix huit)$)",
    r"\bc'est une (?:vraie )?urgence (?:vitale|medicale)\b|\burgence vitale\b",
)

_BY_TRADE: dict[Trade, re.Pattern[str]] = {
    "medical": _any(
        r"\b(?:40|41|quarante|quarante et un) de fievre\b[\w ']{0,40}\b(?:delire|tremble|convuls|bebe)\w*",
        r"\b(?:diabetique|insuline)\b(?=.*\b(?:trouble|endors|vomis|tourne|tombe)\w*)|\bsaturation a\b",
        r"\bnourrisson\b(?=.*\bfievre\b)|\b(?:bebe|petite?|enfant|nourrisson|fils|fille|diabetique)\b(?=.*\btoute? (?:mou|molle)\b)|\bbebe\b(?=.*\b(?:jours|semaines|mois)\b)(?=.*\b(?:39|40|41|trente neuf|quarante) (?:et demi )?(?:de fievre|de temperature)\b)",
    ),
    "dental": _any(r"\b(?:joue|oeil|eil)\b[\w ']{0,20}\b(?:ferme|enorme)\b(?=.*\b(?:avaler|fievre|respir)\w*)"),
    "veterinary": _any(
        r"\bmort aux rats\b|\bchocolat\b(?=.*\b(?:tremble|vomit|convuls)\w*)|\bventre\b[\w ']{0,20}\b(?:dur|gonfle)\b(?=.*\b(?:vomi|tente|rien)\w*)",
        r"\b(?:gencives|langue) (?:toutes? )?(?:blanches?|bleues?|violettes?)\b|\btient plus debout\b|\bn?'?arrive (?:pas|plus) a (?:uriner|pisser|faire pipi)\b|\bse roule par terre\b|\bpoulain coince\b|\b(?:veau|chiot|poulain|agneau|chaton)\b(?=.*\bcoince\b)|\b(?:matrice|uterus)\b[\w ']{0,10}\bsorti\w*|\bse roule\b(?=.*\b(?:heures?|sueur|transpire|flanc|trempee?)\b)|\brien ne (?:sort|vient)\b(?=.*\b(?:ventre|dogue|gonfle)\b)|\b(?:mise bas|met bas|mettre bas)\b(?=.*\b(?:coince|bloque|heures)\w*)|\bvipere\b(?=.*\bmord\w*)|\bmord\w* par (?:une vipere|un serpent)\b|\bavale un (?:hamecon|os pointu|aiguille)\b|\btombe\w* d[ue] (?:la |\w+ )?(?:etage|fenetre|balcon|\w+ieme etage|premier etage)\b",
        r"\bpassee? sous (?:une|un)\b|\bpris\w* dans (?:le|les) barbeles?\b|\bcoup de chaleur\b",
    ),
}

_DOUBT = _any(
    rf"{_FINISH} (?!{_AFFAIR})",
    _MEANS,
    r"\bj'ai pris ce qu'il fa(?:llait|ut)\b",
    _RUN_OVER,
    r"\bsens? pas bien du tout\b|\btout tourne\b|\btranspire\b(?=.*\b(?:froid|mal|gouttes)\b)|\bbat n'importe comment\b|\bpire mal de tete\b|\bessouffle\w*\b|\btoute? blanc(?:he)?\b(?=.*\b(?:tremble|vomit|repond)\w*)|\bn'ont aucun sens\b|\bcogne\w* (?:sur )?la tete\b|\bchute sur la tete\b|\bchute de (?:deux|trois|quatre|cinq|six|\d+) metres\b|\brean\w+mer?\b|\btres grave\b|\bvenez vite\b|\bavale quelque chose\b|\bbeaucoup de sang\b",
    r"\bje (?:ne )?vous derangerai plus\b|\bsi je disparais\b|\bpeur de (?:lui|mon mari|mon pere|mon fils|mon compagnon|mon ex)\b|\bviolente?s?\b(?=.*\b(?:mari|compagnon|fils|il|elle)\b)|\btout s'arrete\b",
    r"\bfum(?:e|ait) beaucoup\b|\bsent le brule\b|\b(?:eu|fait|vient d'avoir) (?:un )?accident\b(?=.*\b(?:je suis|autoroute|route|la|maintenant|viens|vient)\b)|\bchien (?:attaque|mord)\b|\b(?:eau|ca) (?:qui )?(?:coule|goutte|fuit)\b[\w ']{0,20}\b(?:compteur|prise|electri\w+)\b|\b(?:enfant|eleve|petite?|fils|fille)\b[\w ']{0,6}\b(?:a disparu|introuvable)\b",
    r"\b(?:chien|chienne|chat|chatte|il|elle) a (?:mange|avale) (?:du|des|un|une) (?:raisins?|chocolat|oignons?|muguet|lys|laurier|os)\b|\b(?:bave|titube)\w*\b(?=.*\b(?:titube|bave|tremble)\w*)|\bserpent\b",
    r"\b(?:j'|elle |femme |fille |soeur )accouche\b(?! (?:en|au|dans|le|ces|bientot|vers|fin|debut|un|une|prochainement))|\btoute? (?:mou|molle)\b|\b(?:ecraser|renverser)\b|\bfontanelle\b|\bmouches devant les yeux\b|\brouge vif\b|\bremplis la cuvette\b|\bnuque\b(?=.*\b(?:bloque|raide)\w*)|\bplus (?:parler|de jambes)\b(?! (?:a|avec|de|au|maintenant))|\bvois des betes\b|\bsait plus qui je suis\b|\bil sait que je vous appelle\b|\bhurle\b(?=.*\bplus rien\b)|\bpersonne ne remonte\b|\bfume dans (?:le|la)\b|\bplus envie de rien\b|\belle est froide\b|\bentends une voix\b|\bje l'entends plus\b|\bon tousse tous\b|\bcarabine\b|\bartere\b|\bpeur de rentrer\b|\b(?:pardon|adieu) (?:maman|papa)\b|\bsais pas nager\b|\bgeint\b|\bcoup de (?:sabot|pied|poing|batte|marteau)\b[\w ']{0,12}\btete\b|\btourner? de l'(?:oeil|eil)\b|\burgence absolue\b",
    r"\bperd\w* les eaux\b|\bmettre bas\b|\bcoule entre\b|\bca gicle\b|\btrop de sang\b|\bserviettes\b(?=.*\b(?:coule|rempli)\w*)|\bsans s'arreter\b(?=.*\bcoule\w*)|\banticoagulants\b",
    r"\b(?:dit|dis|raconte) n'importe quoi\b|\bmots qui veulent rien dire\b|\b(?:mots|langue)\b[\w ']{0,15}\bviennent pas\b|\bparle a l'envers\b|\bvoi[st] (?:tout )?(?:double|noir|trouble)\b|\btete (?:elle )?(?:explose|qui part)\b|\bbras qui pend\b|\bbave\b(?=.*\btremble\w*)|\bje grelotte\b",
    r"\bc(?:o|e|oe)+ur\b[\w ']{0,20}\b(?:s'emballe|s'affole|s'arrete|n'importe quoi|repart)\b|\bpalpitant\b|\bca serre fort\b|\bgorge qui se ferme\b|\bvipere\b|\bpique\w* (?:par des guepes|dans la gueule)\b|\bstylo\b(?=.*\ballergi\w*)",
    r"\baccident\b(?! du travail)(?=.*\b(?:vient|devant|blesse|coince|moto|voiture)\w*)|\btapis brule\b|\b(?:il sort|sort) du feu\b|\bfriteuse\b|\bpeau qui part\b|\btombee? (?:raide|de l'echelle)\b|\bcrise\b(?=.*\b(?:vite|par terre|tremble)\w*)|\bquinze\b(?=.*\bsamu\b)|\bcoup (?:sur|dans) la tete\b|\bpris la balle\b",
    r"\b(?:vaut|vaux|valent) plus la peine\b|\bplus la peine de (?:vivre|continuer)\b|\bque je (?:les|l'|la) aim\w+\b|\bencore en vie\b|\bje serai plus\b(?! (?:a l'aise|tranquille|libre|dispo\w*|a la maison|chez|en))|\bplus d'importance\b|\bcette fois il me raterait pas\b|\btabasser\b|\bpeur de ce que je\b",
    r"\burgences?\b(?! (?:dentaire|de plomberie|administrative))|\btres urgent\b(?=.*\b(?:mal|sang|bebe|fievre)\b)",
    r"\bau secours\b|\ba l'aide\b",
    r"\binfarctus\b|\bavc\b|\bcrise cardiaque\b|\bembolie\b|\banevrisme\b|\bmeningite\b",
    r"\bpompiers\b|\bsamu\b|^(?:\w+ ){0,3}ambulance(?: \w+){0,3}$|\bambulance\b(?=.*\b(?:vite|tout de suite)\b)",
    r"\bsaigne\w*\b|\bdu sang\b|\bevanoui\w*\b|\bmalaise\b|\bs'effondre\b",
    r"\bmourir\b|\bmourant\w*\b|\bdanger\b|\ben danger\b|\bagonise\b",
    r"\betouff\w*\b|\bpoitrine\b|\bdouleur (?:atroce|insupportable|horrible)\b",
    r"\bfusil\b|\bcouteau\b|\bagress\w+\b|\bme (?:frappe|bat)\b|\bme suit dans\b",
    r"\bgaz\b|\bincendie\b|\bbrule\b(?=.*\b(?:maison|cuisine|maintenant)\b)|\bfumee\b",
    r"\bempoisonn\w*\b|\bintoxication\b|\bavale (?:un|une|du|de la|des|l')\b|\bsomniferes\b",
    r"\bplus de (?:40|41|quarante) de fievre\b|\b(?:41|quarante et un) de fievre\b",
    r"\b(?:plus rien ne|rien ne) (?:me retient|sert a rien)\b|\ba quoi bon\b|\bplus la force\b",
)
