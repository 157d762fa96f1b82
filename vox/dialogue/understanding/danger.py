# ruff: noqa: E501  the patterns are lists of words
"""The net for danger: deterministic, before everything else, and overruled by nothing.

Recall comes before precision, in two grades: what is surely a danger is acted upon at once; a mere danger word
becomes one question that carries the number to call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from vox.config.settings import Trade
from vox.dialogue.understanding.folding import squeeze


class Danger(StrEnum):
    """How sure, and of which kind."""

    LIFE = "life"  # somebody speaks of ending their life
    NOW = "now"  # a danger to a person (or an animal, at a vet's), now
    DOUBT = "doubt"  # a word of danger, in a sentence that may mean something else


def danger(heard: str, trade: Trade, words: Iterable[str] = ()) -> Danger | None:
    """What danger the sentence speaks of, if any. `words`: the organization's own danger words, sure at once."""
    text = squeeze(heard)
    harmless = _HARMLESS.sub(" ", text)
    if _LIFE.search(harmless):
        return Danger.DOUBT if _PAST.search(harmless) or _OTHERS_STORY.search(harmless) else Danger.LIFE
    if any(re.search(rf"\b{re.escape(squeeze(word))}\b", text) for word in words if word.strip()):
        return Danger.NOW
    sure = _NOW.search(harmless) or _BY_TRADE.get(trade, _NEVER).search(harmless)
    if sure and _PAST.search(harmless):
        return None if _ILLNESS.search(sure[0]) else Danger.DOUBT
    if sure:
        return Danger.NOW
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
    r"va(?:is)? (?:m'|me |t'|l')(?:etrangler|egorger)|(?:me )?(?:noie|noye|noyee) (?:dans|sous) (?:le |les |la |mon )?(?:boulot|dossiers|travail|papiers|paperasse)|s'etrangle de rage|agios m'etranglent",
    r"(?:fuite|odeur) [\w ']{0,20}(?:a ete |est )?repare\w*|je (?:ne )?bouge (?:plus|pas)|(?:ne )?bougez pas|ca (?:ne )?bouge pas|tombee? dans les pommes quand",
    r"tete de mort|petit noye a la tele|(?:elle|maman|papa) va me tuer(?!.*\b(?:porte|couteau|peur|frapp\w+|fusil|police|vite)\b)|oubli\w*[\w ']{0,20}il va me tuer|si je me trompe il va me tuer",
    r"(?:brule|brulee|brulent|bruler)s? (?:d'|de|les? feux?|les? etapes?|d impatience)",
    r"sauve la vie",
    r"au secours (?:je sais|je comprends|c'est complique|j'ai)\b",
    r"numero d'urgence|(?:personne|contact) (?:a prevenir|d'urgence)[\w ']*",
    r"(?:devant|apres|aux|pres des?|en face des?|sortie des|service des) (?:les )?urgences",
    r"prise? de sang|bon sang|pur sang|don(?:ner|s)? (?:du|de|mon) sang|groupe sanguin|sang froid|analyses? de sang|test sanguin",
    r"chauffe eau|cuisiniere a gaz|chaudiere (?:a|au) gaz|compteur (?:de|a) gaz(?! sent| fuit| siffle)|poele a gaz|detecteur de (?:gaz|fumee)|bouteille de gaz|plaque (?:a|de) gaz|releve (?:de|du) gaz|verification des gaz|entretien [\w ]{0,20}gaz|facture (?:de|du) gaz",
    r"feux? (?:rouge|vert|orange|arriere|avant|de position|de croisement|stop|d'artifice|de camp)s?|pneu \w+ creve|cheminee|feu (?:mon|ma) (?:pere|mere|mari|femme|grand\w*)",
    r"assurance (?:vie|incendie)|porte coupe feu|alarme incendie|extincteurs?",
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
    r"\bj'ai (?:cru|failli)\b|\bantecedent|\ballergi\w* (?:a|au|aux)\b(?! [\w ]*(?:respir|gonfl|etouff|plus))",
    r"\b(?:est mort|est morte|est decede\w*|est parti\w*) (?:d'|de|du|le|la|l'|en|il y a)",
    r"\b(?:eteint|finie?|passe|termine)e? depuis\b",
)

_ILLNESS = re.compile(r"infarctus|\bavc\b|crise|attaque|hemorragie|overdose")
"""What people name when they speak of their past: "mon AVC de 2010"."""

_OTHERS_STORY = _any(
    r"\b(?:le|la|du|apres le) suicide (?:de|d'|du)\b",
    r"\bs'est (?:suicide|pendu|tue)e? (?:l'|le|la|il y a|en)\b",
    r"\bprevention (?:du )?suicide\b",
)

_LIFE = _any(
    r"\bsuicid\w*",
    r"\ben finir (?:ce soir|cette nuit|maintenant|avec (?:la vie|tout|moi))|\b(?:vais|veux|voudrais|vouloir|envie d'|va) en finir\b",
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

_BREATH = r"(?:respir\w+|souffler|souffle)"
_NOW = _any(
    # breath and consciousness
    rf"\b{_NE}(?:arrive|arrivent|peux|peut|peuvent) {_NOT_MORE} (?:a )?(?:respirer|souffler|bouger|avaler|se (?:lever|relever)|le (?:reveiller|relever)|la (?:reveiller|relever)|reprendre (?:ma|sa|son) (?:respiration|souffle))\b(?! (?:avec|a) )",
    rf"\b{_NE}(?:arrive|arrivent) {_NOT_MORE} a (?:la |le |les |me |se )?(?:reveiller|relever|parler|respirer)\b|\b(?:se|me) reveillent? (?:plus|pas)\b|\bouvre plus les yeux\b",
    r"\b(?:a|ai|ait) plus (?:d'air|de souffle)\b|\bpeux pas plus d'air\b|\bsiffle en respirant\b|\bdevien\w+ (?:tout |toute )?(?:bleu|violet|gris)\w*\b(?! (?:en|sur|au))|\b(?:visage|langue|levres|doigts|bebe)\b[\w ']{0,12}\b(?:tout |toute |toutes )?(?:bleue?s?|violette?s?)\b",
    r"\bcoincee?s? (?:sous|dessous|dans la (?:mere|machine|presse|crevasse|voiture))\b|\bmain prise dans\b|\b(?:pris|prend) (?:le jus|un coup de jus)\b|\bfait des etincelles\b|\bl'eau monte\b|\b(?:mer|riviere) monte\b|\b(?:type|homme|mec|gars) arme\b|\bdetecteur hurle\b",
    rf"\b(?:il|elle|qui|je|chat|chien|bebe|mari|femme|mere|pere|fils|fille) {_NE}respire (?:{_BADLY})\b|\b{_NE}respire (?:plus|pus|bizarre\w*|a peine|tres mal)\b",
    r"\b(?:detresse|arret|difficultes?) (?:respiratoire|cardiaque)s?\b|\bdifficultes? (?:a|pour) respirer\b|\b(?:du )?mal (?:a|pour) respirer\b|\barret (?:du )?c(?:o|e|oe)+ur\b",
    r"\b(?:m'|s'|l'|se |est en train de s')etouff\w*\b|\b(?:m'|s'|l')etrangl\w*\b|\bfausse route\b|\bmanque d'air\b|\bcherche (?:son|de l') ?air\b",
    r"\b(?:perdu|perd|perte de|sans) connaissance\b|\binconscient\w*\b|\b(?:s'est|est|viens? de s'|vient de s') ?evanoui\w*\b|\bvient de (?:s'ecrouler|s'effondrer|s'evanouir|tomber dans les pommes)|\bs'est (?:ecroule|effondre)e?\b|\btombee? dans les pommes\b|\btourne de l'oeil\b|\btourner de l'(?:oeil|eil)\b",
    r"\b(?:plus|pas) de pouls\b|\bmassage cardiaque\b|\bdefibrillateur\b",
    rf"\b(?:il|elle|qui|mari|femme|mere|pere|bebe|fils|fille|chien|chat) {_NE}(?:bouge|reagit) (?:{_NOT_MORE})\b|\b(?:par terre|allonge\w*|tombe\w*|sol|pont|bas|reveille|yeux ouverts?)\b[\w ']{{0,30}} (?:repond|bouge|reagit|respire)(?:ent)? (?:{_NOT_MORE})\b|\b{_NE}(?:me |m')?(?:repond|reagit)(?:ent)? (?:plus|pus|meme plus)\b|\bbouge plus\b",
    r"\b(?:est|devient|tout|toute|levres|il devient|elle devient|bebe) (?:tout |toute )?bleue?s?\b(?! (?:marine|ciel|clair|fonce|roi))(?=.*\b(?:bebe|il|elle|levre|respir|souffl|mon|ma)\b)",
    r"\bil est tout gris\b|\belle est toute grise\b|\bblanc(?:he)? comme un linge\b",
    # heart and brain
    r"\bfais(?:ait)? (?:une? )?(?:crise cardiaque|infarctus|avc|attaque)\b|\b(?:fait|faire|en train de faire|fais) (?:une? |un )?(?:crise cardiaque|infarctus|avc|arret|attaque cerebrale|overdose|oedeme|hemorragie|crise d'epilepsie|crise d'asthme|choc anaphylactique)\b",
    r"\b(?:poitrine|thorax|bras gauche|torse)\b[\w ']{0,40}\b(?:serre|ecrase|brule|oppress\w+|comprime|poignard\w+|etau|bras|machoire)\b|\b(?:serre|ecrase|oppress\w+|poids|elephant|pression|douleur|mal|poignard\w*|etau|barre)\b[\w ']{0,30}\b(?:poitrine|thorax|bras gauche|plexus)\b",
    r"\b(?:bouche|visage|figure|levre)\b[\w ']{0,25}\b(?:de travers|tombe|tordue?|paralyse\w*|deform\w+|qui tombe)\b|\b(?:moitie|cote) du visage\b",
    r"\b(?:sens|sent|sentir) (?:plus|pus) (?:mon|ma|mes|ses|sa|son|tout (?:son|mon) cote|le cote|la moitie|rien du cote|la jambe|le bras)\b|\b(?:bras|jambe|main|cote)\b[\w ']{0,20}\b(?:engourdi\w*|s'engourdit|paralyse\w*|lache le telephone|repond plus)\b",
    r"\bparl\w+ (?:bizarre\w*|de travers)\b|\bparle plus\b(?=.*\b(?:bouche|bras|visage|d'un coup|depuis (?:ce|tout|\w+ minutes))\b)|\baveugle d'un coup\b|\b(?:vois|voit) (?:plus|tout) (?:rien|noir|blanc|trouble)\b",
    r"\bme sens? partir\b|\bje vais (?:tomber|m'evanouir|mourir|crever)\b|\bil va mourir\b|\belle va mourir\b|\b(?:en train de|est entrain de|va) (?:mourir|crever|agoniser|y passer)\b|\bje meurs\b",
    r"\bconvuls\w+\b|\bcrise d'epilepsie\b|\boverdose\b|\bsurdose\b|\bcoma\b",
    # blood and wounds
    r"\b(?:perd|perds|vomi\w*|crache|tousse|pisse|perdre|plein|plein de) (?:beaucoup (?:de|du) |tout son |du |de |le |son )sang\b|\ben sang\b|\bpisse le sang\b|\bsang (?:partout|qui (?:coule|sort|gicle))|\bsang\b[\w ']{0,20}\b(?:coule|gicle|beaucoup|partout|oreille)\b|\bhemorragi\w+\b|\b(?:baigne|mare) (?:dans (?:son|le)|de) sang\b|\bdu sang\b[\w ']{0,15}\bbeaucoup\b",
    r"\bsaign\w* (?:beaucoup|enormement|a flots?|abondamment|de la tete|de l'oreille|s'arrete pas|sans arret|pas mal|toujours pas)\b|\b(?:ca|elle|il) (?:n'arrete|arrete) pas de saigner\b|\bsaigne (?:et ca )?(?:ne )?s'arrete pas\b",
    r"\b(?:coupe|tranche|sectionne|arrache|ecrase)e?s? (?:un |le |la |les |l'|la moitie d[ue] |\w+ )?(?:doigts?|main|bras|jambe|pied|pouce|gorge)\b(?=.*\b(?:scie|sang|saign|machine|couteau|vient|s'est|me suis)\b)",
    r"\b(?:poignarde|blesse grave|blessee grave|blesse par balle|electrocut\w+|noyee?|noyade|noie)\b|\bs'est (?:noye|electrocute|brule)e?\b|\bvient de (?:se noyer|couler|passer (?:sous|par)|tomber (?:du|de la|par))\b|\bpassee? (?:par la fenetre|sous (?:une|un|la|le) (?:voiture|camion|tracteur|train|bus))\b",
    r"\b(?:tombe|chute)e? (?:du|de la|d'une?) (?:toit|echafaudage|echelle|fenetre|balcon|mur|etage)\b|\btombe\w* dans l'escalier\b(?=.*\b(?:sang|bouge|repond|tete)\b)|\bon a un blesse\b|\bblesses? sur la route\b",
    # poison, allergy, burns
    r"\b(?:a |ai |vient d'|viens d'|as )(?:avale|bu|mange|ingere|bouffe|aval\w+)\w* (?:de la |du |de l'|des |un |une |la |le |l')[\w' -]{0,20}(?:javel|soude|deboucheur|produit|pile|bague|piece|aimant|mort aux rats|antigel|acide|lessive|essence|champignons?|poison|cachets|medicaments?|detergent|raticide|antilimaces)\b",
    r"\b(?:soude|acide|javel|decapant|produit)\b[\w ']{0,15}\b(?:yeux|oeil|eil)\b|\bintoxi\w+ (?:au monoxyde|par)|\bmonoxyde\b(?=.*\b(?:tete|mal|malaise|alarme|sonne)\b)",
    r"\b(?:gorge|langue|visage|levres|joue)\b[\w ']{0,20}\b(?:gonfl\w+|enfl\w+|serre|enormes?)\b|\b(?:gonfle|enfle) (?:de partout|de la gorge|du visage)|\bchoc (?:anaphylactique|allergique)\b|\bmal a avaler (?:ma|sa) salive\b|\boedeme de quincke\b",
    r"\bbrul(?:e|ee|ure)s? (?:au (?:deuxieme|troisieme) degre|graves?|a l'huile|a l'eau bouillante)\b",
    # fire, gas, water, current
    r"\b(?:sent|sens|odeur de|fuite de|fuite du|fuite d'|siffle\w*) (?:le |fort le |tres fort le |fort l'|de )?gaz\b|\bsens? (?:le gaz|tres fort le gaz|fort le gaz)|\bca sent? [\w ']{0,12}(?:gaz|oeuf pourri|euf pourri)\b|\bsans le gaz dans\b|\bgaz (?:qui )?(?:fuit|s'echappe|siffle)|\boeuf pourri\b",
    r"\b(?:il y a|y a|y'a|prend|pris) (?:le |du )?feu\b|\b(?:maison|appartement|immeuble|cuisine|voiture|ferme|grange|friteuse|toit) (?:est en train de )?(?:brule|en feu|prend feu|flambe)\b|\ben feu\b|\bincendie\b(?=.*\b(?:chez|maintenant|vite|maison|immeuble|etage|cuisine)\b)|\bau feu\b|\b(?:il y a |y a |y'a )?des flammes\b|\bdes flammes\b|\bpiege\w* (?:dans|par)\b(?=.*\b(?:feu|fumee|flammes|eau)\b)|\bfumee\b(?=.*\b(?:ouvre|sort|enferme|respir|plein|partout|tousse)\w*)",
    r"\bfil (?:electrique|a haute tension)\b[\w ']{0,15}\b(?:tombe|eau|pend)|\b(?:plafond|mur|balcon|toit|plancher)\b[\w ']{0,25}\b(?:effondr\w+|ecroul\w+|train de tomber|tombe sur)\b",
    # violence
    r"\b(?:il|elle|mon \w+|ma \w+) (?:va|veut|menace de|a dit qu'il (?:allait|va)|allait) (?:me |nous |m'|la |le |les )?(?:tuer|egorger|etrangler|frapper|violer|bruler)\b|\ballait me tuer\b",
    r"\b(?:il|elle|qui|mari|homme|type|pere|copain|ex) (?:me |nous |m'|m'a |l'a |la |le |l'|est en train de (?:me |la |le )?)(?:frapp\w+|tap\w+ dessus|bat\b|battre|cogn\w+|etrangl\w+|agress\w+|viol\w+|poursui\w+|a tapee)\b|\bil l'a tapee?\b|\bfrappe une (?:dame|femme|personne)\b|\b(?:m'a|l'a) (?:frappe|battue?|agresse|poignarde|violee?)e?\b(?=.*\b(?:enfermee?|la|derriere|encore|maintenant|vient)\b)",
    r"\bderriere la porte\b(?=.*\b(?:tuer|couteau|peur|entrer|frapp\w+|gemir|repond)\b)|\b(?:avec|a) un (?:couteau|fusil|pistolet|revolver|flingue)\b|\bpris le fusil\b|\bcasse (?:ma|la) porte\b(?=.*\b(?:etrangl|peur|il|tuer)\w*)|\b(?:enfonce|enfoncer|defonce|defoncer) la porte\b|\bje suis (?:enferme|sequestre|cache)e?\b(?=.*\b(?:frapp|tuer|il)\w*)|\bhomme arme\b|\bon nous attaque\b|\bcambriol\w+ (?:en cours|en ce moment|chez moi la)\b|\btrain d'attaquer\b",
    # children to be born, and calls for help
    r"\b(?:perds? les eaux|perdu les eaux|accouche (?:la|maintenant|dans)|va accoucher|en train d'accoucher|bebe (?:arrive|sort))\b|\benceinte\b(?=.*\b(?:sang|saign\w+|tres mal|bouge plus)\b)|\bgrossesse\b(?=.*\btres mal d'un coup\b)",
    r"^(?:au secours|a l'aide|aidez moi|a moi)(?: (?:vite|s'il vous plait|au secours|aidez moi|a l'aide))*$|\bau secours\b(?=.*\b(?:vite|aidez|il|elle|mon|ma)\b)|\baidez moi vite\b|\b(?:appelez|envoyez|il (?:me |nous )?faut) (?:vite )?(?:une ambulance|les pompiers|le samu|les secours|la police)\b|\bpouvez appeler (?:le samu|les pompiers|une ambulance)|\bvenez vite\b(?=.*\b(?:tombe|mort|sang|feu|il|elle)\b)|\bc'est (?:le|bien le) (?:15|samu|18|quinze|dix huit)\b",
    r"\bc'est une (?:vraie )?urgence (?:vitale|medicale|absolue)\b|\burgence vitale\b",
)

_BY_TRADE: dict[Trade, re.Pattern[str]] = {
    "medical": _any(
        r"\b(?:40|41|quarante|quarante et un) de fievre\b[\w ']{0,40}\b(?:delire|tremble|convuls|bebe)\w*",
        r"\b(?:diabetique|insuline)\b(?=.*\b(?:trouble|endors|vomis|tourne|tombe)\w*)|\bsaturation a\b",
        r"\bnourrisson\b(?=.*\bfievre\b)|\btout mou\b",
    ),
    "dental": _any(r"\b(?:joue|oeil|eil)\b[\w ']{0,20}\b(?:ferme|enorme)\b(?=.*\b(?:avaler|fievre|respir)\w*)"),
    "veterinary": _any(
        r"\bmort aux rats\b|\bchocolat\b(?=.*\b(?:tremble|vomit|convuls)\w*)|\bventre\b[\w ']{0,20}\b(?:dur|gonfle)\b(?=.*\b(?:vomi|tente|rien)\w*)",
        r"\b(?:gencives|langue) (?:toutes? )?(?:blanches?|bleues?|violettes?)\b|\btient plus debout\b|\bn?'?arrive pas a (?:uriner|pisser|faire pipi)\b|\bse roule par terre\b|\bpoulain coince\b|\bmise bas\b(?=.*\b(?:coince|bloque|heures)\w*)",
        r"\bpassee? sous (?:une|un)\b|\bpris\w* dans (?:le|les) barbeles?\b|\bcoup de chaleur\b",
    ),
}

_DOUBT = _any(
    r"\b(?:accouche|accouchement)\b|\bperd\w* les eaux\b|\bmettre bas\b|\bcoule entre\b|\bca gicle\b|\btrop de sang\b|\bserviettes\b(?=.*\b(?:coule|rempli)\w*)|\bsans s'arreter\b(?=.*\bcoule\w*)|\banticoagulants\b",
    r"\b(?:dit|dis|raconte) n'importe quoi\b|\bmots qui veulent rien dire\b|\b(?:mots|langue)\b[\w ']{0,15}\bviennent pas\b|\bparle a l'envers\b|\bvoi[st] (?:tout )?(?:double|noir|trouble)\b|\btete (?:elle )?(?:explose|qui part)\b|\bbras qui pend\b|\bbave\b(?=.*\btremble\w*)|\bje grelotte\b",
    r"\bc(?:o|e|oe)+ur\b[\w ']{0,20}\b(?:s'emballe|s'affole|s'arrete|n'importe quoi|repart)\b|\bpalpitant\b|\bca serre fort\b|\bgorge qui se ferme\b|\bvipere\b|\bpique\w* (?:par des guepes|dans la gueule)\b|\bstylo\b(?=.*\ballergi\w*)",
    r"\baccident\b(?! du travail)(?=.*\b(?:vient|devant|blesse|coince|moto|voiture)\w*)|\btapis brule\b|\b(?:il sort|sort) du feu\b|\bfriteuse\b|\bpeau qui part\b|\btombee? (?:raide|de l'echelle)\b|\bcrise\b(?=.*\b(?:vite|par terre|tremble)\w*)|\bquinze\b(?=.*\bsamu\b)|\bcoup (?:sur|dans) la tete\b|\bpris la balle\b",
    r"\bplus la peine\b|\bque je (?:les|l'|la) aim\w+\b|\bencore en vie\b|\bje serai plus\b|\bplus d'importance\b|\bcette fois il me raterait pas\b|\btabasser\b|\bpeur de ce que je\b",
    r"\burgences?\b(?! (?:dentaire|de plomberie|administrative))|\btres urgent\b(?=.*\b(?:mal|sang|bebe|fievre)\b)",
    r"\bau secours\b|\ba l'aide\b",
    r"\binfarctus\b|\bavc\b|\bcrise cardiaque\b|\bembolie\b|\banevrisme\b|\bmeningite\b",
    r"\bpompiers\b|\bsamu\b|\bambulance\b",
    r"\bsaigne\w*\b|\bdu sang\b|\bevanoui\w*\b|\bmalaise\b|\bs'effondre\b",
    r"\bmourir\b|\bmourant\w*\b|\bdanger\b|\ben danger\b|\bagonise\b",
    r"\betouff\w*\b|\bpoitrine\b|\bdouleur (?:atroce|insupportable|horrible)\b",
    r"\bfusil\b|\bcouteau\b|\bagress\w+\b|\bme (?:frappe|bat)\b|\bme suit dans\b",
    r"\bgaz\b|\bincendie\b|\bbrule\b(?=.*\b(?:maison|cuisine|maintenant)\b)|\bfumee\b",
    r"\bempoisonn\w*\b|\bintoxication\b|\bavale (?:un|une|du|de la|des|l')\b|\bsomniferes\b",
    r"\bplus de (?:40|41|quarante) de fievre\b|\b(?:41|quarante et un) de fievre\b",
    r"\b(?:plus rien ne|rien ne) (?:me retient|sert a rien)\b|\ba quoi bon\b|\bplus la force\b",
)
