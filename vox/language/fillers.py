"""What French callers put around a value: hesitation, politeness, "je voudrais", "si c'est possible"."""

from __future__ import annotations

from vox.language.numbers import with_numbers
from vox.language.readings import Fillers

_PHRASES = """
euh|heu|hum|hem|hm|mmh|mm|ah|oh|eh|he|ho|hein|bah|ben|bein|bon|ba|alors|donc|voila|quoi|du coup|en fait|enfin
|oui|ouais|d accord|ok|okay|entendu|tres bien|parfait|super|allez|allo|tenez|attendez|disons|voyons
|uniquement|exclusivement|idealement|dans l ideal|a defaut|au pire|sinon|autour|aux alentours|aux environs
|votre|qui (?:m arrange|m arrangerait|me convient|me va|m irait)(?: bien| mieux| le mieux| le plus)?
|inclus|compris
|ecoutez|dites|dites moi|vous savez|je dirais|on va dire|on dit|on peut dire|a peu pres|a la rigueur
|bonjour|bonsoir|au revoir|merci(?: beaucoup| bien)?|s il vous plait|s il te plait|svp|je vous (?:en )?prie|pardon
|excusez moi
|monsieur|madame|mademoiselle|docteur|maitre
|si (?:c est |ce serait |vous |tu |ca vous |cela vous )?(?:possible|peux|pouvez|pouviez|avez|aviez|voulez|convient
|va|dispo|disponible|libre)
|ca serait possible|ce serait possible|c est possible|est ce que ce serait possible|est ce que c est possible
|possible
|est ce que (?:je peux|je pourrais|on peut|c est)
|(?:est ce que )?(?:vous avez|vous auriez|il y a|y a)(?: de la place| quelque chose| une place)?
|(?:je|j|on|nous) (?:voudrais|voudrait|veux|veut|aimerais|aimerait|souhaite|souhaiterais|prefere|prefererais
|preferais|peux|peut|pourrais|pourrait|suis libre|suis disponible|suis dispo|aimerais mieux|prends|prendrais
|viendrais|viens|viendrai|propose|pensais a|pense)
|(?:venir|passer|avoir|prendre|mettre|noter|reserver)
|mettez(?: moi)?|prenez|notez(?: moi)?|marquez|gardez|reservez(?: moi)?|donnez(?: moi)?
|(?:ce|ca|cela|c) (?:serait|sera|est|m irait|irait|me va|m arrange|m arrangerait|me convient|me conviendrait|va
|ira)(?: bien| mieux| parfait| super| l ideal| ideal| top| pour moi| plutot| le mieux| bon)*
|(?:m arrange|m arrangerait|me convient|me conviendrait|m irait|me va|me vont|irait|serait|conviendrait)(?: bien| mieux
| parfait| le mieux| parfaitement)*
|(?:c est |ce sera |ce serait )?n importe (?:quel jour|quand|lequel|quelle heure)|tous les jours|(?:pour )?
(?:un |le |mon |avoir un |prendre un )?(?:rendez vous|rdv)
|l ideal|le mieux|de preference|plutot|pourquoi pas|peut etre|soit|environ|par exemple|justement|seulement|juste
|aussi|bien|mieux
|pour moi|moi|pour|a|le|la|les|l|du|de|des|d|en|au|aux|un|une|ce|cet|cette|et|vers|dans|pendant|sur|par|avec|qu|que|se|y
|on|je|j|c|est
"""

covers = Fillers(_PHRASES, with_numbers).covers
"""Whether everything outside some pieces of a text is filler: see `Fillers.covers`."""
