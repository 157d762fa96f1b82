"""Names as English callers say and spell them: "my name is", "S for sugar", "double L", "with a K"."""

from __future__ import annotations

import re

from vox.language.english.letters import ENGLISH
from vox.language.naming import Vocabulary, name_in
from vox.language.readings import Reading
from vox.language.text import vocabulary


def read_name(text: str) -> Reading[str] | None:
    """The name of a person or firm, cleaned and capitalised; None if there is none: as in French."""
    return name_in(_OCLOCK.sub(lambda match: "oclock".ljust(len(match.group())), text), _WORDS, ENGLISH)


_OCLOCK = re.compile(r"\bo['’ ]clock\b", re.IGNORECASE)
"""Its o is none of a name."""

_LEAD = re.compile(
    r"\b(?:my (?:full |last |family |first )?name(?: is| s)|(?:the )?(?:last |family |first )?name(?: is| s)"
    r"|i m called|i am called|(?:he|she|it) s called|(?:his|her) name(?: is| s)|call me|under(?: the name(?: of)?)?"
    r"|in the name of|on behalf of|this is|it s|it is|i m|i am|that s|it ll be|it would be|it d be|for"
    r"|speaking to)(?= |$)"
)

_WORDS = Vocabulary(
    lead=_LEAD,
    sure_lead=re.compile(r"name|called|call me|behalf|under"),
    titles=vocabulary("mr mrs ms miss mister doctor dr sir madam madame monsieur professor prof lord lady mx"),
    kin=vocabulary(
        "son daughter husband wife mother father mum mom dad uncle aunt brother sister partner boyfriend girlfriend"
        " friend neighbour neighbor grandmother grandfather granny grandma grandpa niece nephew cousin colleague boss"
        " client baby child kid company family"
    ),
    leading=vocabulary("the a an and of to at for"),
    opening=vocabulary("the a an"),
    of_family=vocabulary("de van von"),
    small_article=frozenset(),
    particles=vocabulary("de du la le van von der den da di mac mc o saint st al el bin ibn of y"),
    small=vocabulary("de du van von der den la"),
    stop=vocabulary(
        "i you he she we they me my your his her our their is are was am be been being have has had do does did don"
        " didn can t could would will won d ll ve re s m not no never what when where why how who which whose that"
        " this these those there here if or but because so than with without from by about into know don remember tell"
        " say said told need want wanted like call called calling number phone telephone mobile appointment book"
        " booking cancel change move reschedule today tomorrow yesterday monday tuesday wednesday thursday friday"
        " saturday sunday morning afternoon evening oclock am pm spell spelt spelled letter letters capital hyphen"
        " apostrophe accent double word words one two three first last full family name sorry pardon repeat again"
        " wait moment minute second hold nothing none nobody anyone someone somebody human person machine robot"
        " question same mine yours matter rather prefer give idea sure it live work born old"
    ),
    fillers=vocabulary(
        "er erm uh um uhm hm hmm mm ah oh eh well so right okay ok yes yeah yep hello hi hey good please thank thanks"
        " you is it s just simply actually now then sorry cheers"
    ),
    after_lead=vocabulary("is s the a my just"),
    things=vocabulary("dog cat car house clinic office practice reception secretary problem question"),
    first_name=frozenset(),
    numbers=vocabulary(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen twenty"
    ),
    elided=vocabulary("o d l n"),
    hyphens=vocabulary("hyphen dash"),
)
