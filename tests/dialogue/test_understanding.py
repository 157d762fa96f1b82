"""Who sits in the seat: rules by what is being asked, and the model where they have nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dialogue.room import SETTINGS, TUESDAY
from vox.bench.understanding import NOW, settings_of
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.combined import Combined
from vox.dialogue.understanding.commands import Command, Faq, Fill, Say, Start, Word, format_line, parse
from vox.dialogue.understanding.constrained import Written
from vox.dialogue.understanding.prompt import Organization
from vox.dialogue.understanding.rules import Rules, Sureness
from vox.dialogue.understanding.types import State

RULES = Rules(SETTINGS, lambda: TUESDAY)

# ruff: noqa: E501  one case a line
READ = """
none|open|bonjour je voudrais un rendez-vous|book
none|open|une consultation mardi matin avec le docteur Martin|book; service=consultation; date=mardi; time=matin; practitioner=docteur Martin
none|open|il me faudrait un vaccin demain|book; service=vaccin; date=demain
none|open|vous êtes ouverts le samedi ?|faq hours
none|open|c'est combien la consultation ?|faq price
none|open|on peut se garer ?|faq parking
none|open|je voudrais laisser un message|message
none|open|dites au docteur Leroy que je suis en retard|message; practitioner=docteur Leroy; message=je suis en retard
none|open|je veux annuler mon rendez-vous de jeudi|cancel; appointment=jeudi
none|open|je voudrais déplacer mon rendez-vous|move
none|open|à quelle heure est mon rendez-vous|find
none|open|où en est mon dossier|status
none|open|passez-moi le docteur Leroy|human; practitioner=docteur Leroy
none|open|bonjour|hello
none|open|au revoir|goodbye
none|open|ah pardon, je me suis trompé de numéro|goodbye
none|open|désolé, faux numéro|goodbye
none|open|allô la boulangerie affardons je me suis trompé le numéro|goodbye
none|open|Allô, la boulangerie, pardon, je me suis confé le numéro.|goodbye
none|open|vous avez noté un mauvais numéro de téléphone|unclear
none|open|attendez un instant|wait
none|open|vous pouvez répéter|repeat
none|open|euh|unclear
none|open|sous-titres réalisés par la communauté|unclear
none|open|êtes-vous un robot ?|other
book|service|c'est pour un vaccin|service=vaccin
book|service|une consultation jeudi matin|service=consultation; date=jeudi; time=matin
book|practitioner|peu importe|any
book|practitioner|le docteur Leroy|practitioner=docteur Leroy
book|date|le plus tôt possible|date=plus tôt possible
book|date|peu importe|any
book|date|vendredi et dites au docteur Leroy que je suis guéri|date=vendredi; message; practitioner=docteur Leroy; message=je suis guéri
book|time|à dix heures|time=dix heures
book|choice|le deuxième|choice=le deuxième
book|choice|non aucun ne me va|no
book|choice|oui ça me va|yes
book|choice|c'est combien la consultation ?|faq price
book|name|Claire Dupont|name=Claire Dupont
book|name|je préfère ne pas le donner|no
book|phone|06 12 34 56 78|phone=06 12 34 56 78
book|phone|oui|yes
book|phone|non, le 06 12 34 56 78|no; phone=06 12 34 56 78
book|confirm|oui c'est parfait|yes
book|confirm|non|no
book|confirm|non, mercredi|fix date=mercredi
book|confirm|l'heure n'est pas bonne|fix time
book|confirm|non c'est Dupond avec un D|fix name=Dupond avec un D
book|confirm|oui, et annulez celui du 20|yes; cancel; appointment=20
none|more|non merci|no
none|more|c'est bon|no
none|more|non merci au revoir|goodbye
none|more|oui|yes
message|message|dites-lui que la porte est cassée|message=la porte est cassée
"""


def cases() -> list[tuple[str, str, str, str]]:
    return [tuple(line.split("|")) for line in READ.splitlines() if line]  # type: ignore[misc]


def state(flow: str, asking: str) -> State:
    return State(Flow(flow), Asking(asking), "")


@pytest.mark.parametrize(("flow", "asking", "heard", "expected"), cases())
def test_rules(flow: str, asking: str, heard: str, expected: str) -> None:
    commands = RULES.read(state(flow, asking), heard).commands
    assert set(map(_loosely, commands)) == set(map(_loosely, parse(expected))), format_line(commands)


def _loosely(command: Command) -> str:
    """Articles and prepositions before a value do not matter."""
    head, _, span = format_line([command]).partition("=")
    for lead in ("le ", "la ", "de ", "du ", "à ", "en ", "un ", "une ", "l'"):
        span = span.removeprefix(lead)
    return f"{head}={span}"


@pytest.mark.parametrize(
    "heard",
    [
        "oui mais c'est pas le bon jour",
        "oui sauf que c'est Prévost, pas Prost",
        "oui, à part l'heure",
        "finalement supprimez-le",
        "c'est mon grand-père",
        "impeccable, hormis l'heure",
    ],
)
def test_a_yes_with_a_but_is_no_yes(heard: str) -> None:
    assert Say(Word.YES) not in RULES.read(state("book", "confirm"), heard).commands


def test_nonsense_is_nothing() -> None:
    assert RULES.read(state("none", "open"), "brulu zabra mok").sure is Sureness.NOTHING


@given(st.text(), st.sampled_from(Asking), st.sampled_from(Flow))
def test_any_text_in_any_state_is_read(heard: str, asking: Asking, flow: Flow) -> None:
    understood = RULES.read(State(flow, asking, ""), heard)
    assert understood.commands
    for command in understood.commands:
        span = getattr(command, "span", None)
        assert span is None or span in heard, "a span is a verbatim piece of the utterance"


# --- with a model beside the rules ---


class Oracle:
    """A model that says what it was told to say."""

    def __init__(
        self, line: str | tuple[Command, ...], *, sure: float = 1.0, taught: bool = False, late: bool = False
    ) -> None:
        self._written = None if late else Written(parse(line) if isinstance(line, str) else line, sure)
        self._taught = taught
        self.asked = 0

    @property
    def taught(self) -> bool:
        return self._taught

    @property
    def first(self) -> bool:
        return self._taught

    async def propose(self, state: State, heard: str) -> Written | None:
        self.asked += 1
        return self._written

    def prepare(self, state: State) -> None:
        """Nothing to read ahead."""

    def forget(self) -> None:
        """Nothing is remembered."""


async def understood(oracle: Oracle, asking: str, heard: str, flow: str = "book") -> str:
    return format_line(await Combined(RULES, oracle).understand(state(flow, asking), heard))


async def test_the_model_is_not_asked_where_the_rules_are_sure() -> None:
    oracle = Oracle("no")
    assert await understood(oracle, "confirm", "oui") == "yes"
    assert oracle.asked == 0


async def test_the_model_helps_where_the_rules_have_nothing() -> None:
    oracle = Oracle("date=quand les hirondelles reviennent", taught=True)
    assert (
        await understood(oracle, "date", "quand les hirondelles reviennent") == "date=quand les hirondelles reviennent"
    )


async def test_too_late_or_unsure_is_unclear() -> None:
    assert await understood(Oracle("yes", late=True), "confirm", "brulu zabra") == "unclear"
    assert await understood(Oracle("service=zabra", sure=0.3), "service", "brulu zabra") == "unclear"


async def test_a_taught_model_is_asked_first_and_the_rules_stand_in() -> None:
    assert await understood(Oracle("any", taught=True), "date", "mardi") == "any"
    assert await understood(Oracle("any", taught=True, late=True), "date", "mardi") == "date=mardi"


async def test_words_of_a_topic_say_which_topic_is_asked() -> None:
    topic = SETTINGS.answers[-1].topic
    heard = f"et pour {topic}, comment ça se passe ?"
    assert RULES.read(state("book", "date"), heard).commands == (Faq(topic),)
    assert await understood(Oracle("faq services", taught=True), "date", heard) == f"faq {topic}"
    assert (
        await understood(Oracle(f"date=mardi; faq {topic}", taught=True), "date", heard) == f"date=mardi; faq {topic}"
    )


@pytest.mark.parametrize(
    ("written", "asking", "heard", "expected"),
    [
        ("no; goodbye", "reason", "ça ne vous regarde pas, je le dirai au docteur", "no"),
        ("no; goodbye", "reason", "non, tant pis, au revoir", "no; goodbye"),
        ("goodbye", "confirm", "brulu zabra", "unclear"),
        ("goodbye", "date", "est-ce qu'on peut leur dire au revoir avant", "unclear"),
        ("goodbye", "choice", "je voulais vous dire au revoir", "goodbye"),
        ("no; goodbye", "more", "non c'est tout", "no"),
    ],
)
async def test_nobody_is_hung_up_on_without_a_word_of_farewell(
    written: str, asking: str, heard: str, expected: str
) -> None:
    assert await understood(Oracle(written, taught=True), asking, heard) == expected


@pytest.mark.parametrize(
    ("sure", "heard", "expected"),
    [
        (0.5, "Ramaro.", "unclear"),
        (0.5, "C'est.", "unclear"),
        (0.9, "Ramaro.", "goodbye"),
        (0.5, "Pantoute, bonsoir.", "goodbye"),
        (0.5, "Merci bien.", "no"),
        (0.5, "je dois y aller on m'attend", "goodbye"),
    ],
)
async def test_a_noise_ends_no_call(sure: float, heard: str, expected: str) -> None:
    assert await understood(Oracle("goodbye", taught=True, sure=sure), "more", heard, "none") == expected


@pytest.mark.parametrize(
    ("asking", "said", "heard", "written", "expected"),
    [
        (
            "phone",
            "C'est bien le, 06 39 98 00 12 ?",
            "non le 06 39 98 00 13",
            "no; phone=06 39 98 00 13",
            "fix phone=06 39 98 00 13",
        ),
        ("phone", "J'ai noté, 06 39 98 00 12. C'est bien cela ?", "ah non, raté", "no", "fix phone"),
        ("phone", "Vous appelez du 06 39 98 00 12. Je le note ?", "ah non, surtout pas", "no", "no"),
        ("phone", "Puis-je vous joindre au numéro qui finit par, 00 12 ?", "non", "no", "no"),
        (
            "phone",
            "Le numéro qui finit par, 00 12 ?",
            "le 06 39 98 00 13",
            "no; phone=06 39 98 00 13",
            "no; phone=06 39 98 00 13",
        ),
        ("birthdate", "Né le 3 mai 1951 ?", "le 3 mars 1951", "birthdate=3 mars 1951", "fix birthdate=3 mars 1951"),
        (
            "birthdate",
            "Quelle est votre date de naissance ?",
            "le 3 mars 1951",
            "birthdate=3 mars 1951",
            "birthdate=3 mars 1951",
        ),
    ],
)
async def test_what_is_said_after_a_read_back_corrects_it(
    asking: str, said: str, heard: str, written: str, expected: str
) -> None:
    seat = Combined(RULES, Oracle(written, taught=True))
    assert format_line(await seat.understand(State(Flow.BOOK, Asking(asking), said), heard)) == expected


async def test_values_are_what_was_heard_whatever_it_was_read_as() -> None:
    assert await understood(Oracle("date=jeudi; time=matin", taught=True), "date", "Je dis matin") == (
        "date=Je dis; time=matin"
    )


async def test_a_long_word_of_a_topic_says_alone_what_is_asked() -> None:
    settings = settings_of(Organization(topics=("aide-juridictionnelle", "carte-cadeau")))
    seat = Combined(Rules(settings, lambda: NOW), Oracle("faq services", taught=True))
    heard = state("none", "open"), "Est-ce que vous prenez la juridictionnelle ?"
    assert format_line(await seat.understand(*heard)) == "faq aide-juridictionnelle"
    assert format_line(await seat.understand(state("none", "open"), "Vous avez la carte ?")) == "faq services"


async def test_a_long_word_of_a_topic_that_was_heard_in_pieces_is_known() -> None:
    settings = settings_of(Organization(topics=("dechetterie", "carte-cadeau", "depannage")))
    seat = Combined(Rules(settings, lambda: NOW), Oracle("faq hours", taught=True))
    heard = state("none", "open"), "Ah il a déché trie, elle est ouverte quand ?"
    assert format_line(await seat.understand(*heard)) == "faq dechetterie"
    assert format_line(await seat.understand(state("none", "open"), "Vous êtes ouverts quand ?")) == "faq hours"
    heard = state("none", "open"), "Est-ce que vous faites le dépénage ?"
    assert format_line(await seat.understand(*heard)) == "faq depannage"


async def test_of_three_questions_none_is_lost() -> None:
    heard = "vous êtes ouverts le samedi, c'est combien la consultation et on peut se garer ?"
    assert await understood(Oracle("faq hours; faq access", taught=True), "open", heard, "none") == (
        "faq parking; faq hours; faq price"
    )


@pytest.mark.parametrize(
    ("heard", "written", "expected"),
    [
        ("va pour le 12, j'apporterai les croissants", "choice=12", "yes"),
        ("Pile après le boulot, je prends.", "choice=Pile après le boulot", "yes"),
        ("plutôt le 12 au soir, je prends", "choice=12 au soir", "choice=12 au soir"),
        ("je prends le 13", "choice=13", "choice=13"),
        ("va pour demain", "choice=demain", "choice=demain"),
        ("oui va pour treize heures", "choice=treize heures", "choice=treize heures"),
        ("le 12", "choice=12", "choice=12"),
    ],
)
async def test_who_takes_the_only_opening_says_yes(heard: str, written: str, expected: str) -> None:
    said = "Ce serait jeudi 12, à 9 h 30. Cela vous convient ?"
    seat = Combined(RULES, Oracle(written, taught=True))
    assert format_line(await seat.understand(State(Flow.BOOK, Asking.CHOICE, said), heard)) == expected
    several = State(Flow.BOOK, Asking.CHOICE, "J'ai jeudi 12, à 9 h, ou, à 10 h. Cela vous convient ?")
    assert format_line(await seat.understand(several, heard)) == written


async def test_what_is_said_to_the_room_is_nothing() -> None:
    heard = "Roger, baisse un peu la télé, je m'entends plus parler !"
    assert await understood(Oracle("cancel; appointment=télé", taught=True), "date", heard) == "unclear"


@pytest.mark.parametrize("heard", ["non pas du tout", "oui enfin non attendez", "annulez tout", "plutôt jeudi"])
async def test_no_model_hears_a_yes_in_a_refusal(heard: str) -> None:
    assert "yes" not in await understood(Oracle("yes", taught=True), "confirm", heard)


@pytest.mark.parametrize("heard", ["c'est parfait", "pas de problème", "ouais ouais", "tout bon pour moi"])
async def test_but_in_an_agreement(heard: str) -> None:
    assert await understood(Oracle("yes", taught=True), "confirm", heard) == "yes"


@pytest.mark.parametrize(
    ("asking", "written", "heard", "expected"),
    [
        (
            "date",
            "date=jeudi; message; practitioner=docteur Leroy",
            "jeudi, et dites au docteur Leroy que je viens",
            "date=jeudi; message; practitioner=docteur Leroy; message=je viens",
        ),
        ("choice", "no", "non, rien ne va, j'annule", "no; cancel"),
        ("choice", "no", "non, aucun", "no"),
        ("choice", "no", "aucune, du coup annulez tout", "no; cancel"),
        ("confirm", "no", "ah non laissez tomber je rappellerai", "no; goodbye"),
        ("choice", "no", "bon, j'irai voir ailleurs", "goodbye"),
        ("choice", "no; goodbye", "tant pis, bonne journée", "goodbye"),
        ("choice", "no; goodbye", "non, tant pis, bonne journée", "no; goodbye"),
        ("choice", "no; goodbye", "aucun, j'irai voir ailleurs", "no; goodbye"),
        ("confirm", "no", "Non, les si tombées, je rappellerai.", "no; goodbye"),
        ("confirm", "no", "non, je rappellerai mon mari d'abord", "no"),
        ("confirm", "no", "non tant pis", "no"),
        ("confirm", "no", "non, c'est une erreur, salut c'est Paul", "no"),
        ("message", "no; goodbye", "pas la peine, bonne soirée", "no; goodbye"),
    ],
)
async def test_what_the_rules_found_beside_the_same_is_not_lost(
    asking: str, written: str, heard: str, expected: str
) -> None:
    assert await understood(Oracle(written, taught=True), asking, heard) == expected


@pytest.mark.parametrize(
    ("sure", "expected"), [(0.5, "date=mardi; time=matin"), (0.9, "choice=mardi matin")], ids=["at a loss", "sure"]
)
async def test_a_taught_model_at_a_loss_gives_way_to_rules_that_understood_every_word(
    sure: float, expected: str
) -> None:
    oracle = Oracle("choice=mardi matin", taught=True, sure=sure)
    assert await understood(oracle, "date", "mardi matin") == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("human; practitioner=plombier", "message=je cherche un plombier pour lundi"),
        ("message=je cherche un plombier; date=lundi", "message=je cherche un plombier; date=lundi"),
        ("unclear", "unclear"),
    ],
    ids=["another wish", "where it ends", "none"],
)
async def test_a_model_at_a_loss_takes_no_message_for_another_wish(written: str, expected: str) -> None:
    oracle = Oracle(written, taught=True, sure=0.4)
    assert await understood(oracle, "message", "je cherche un plombier pour lundi", "message") == expected


@pytest.mark.parametrize(("sure", "expected"), [(0.5, "matter=peugeot 208"), (0.98, "matter=peugeot 208; move")])
async def test_an_unsure_model_adds_no_wish_to_a_matter_that_was_asked(sure: float, expected: str) -> None:
    oracle = Oracle("matter=peugeot 208; move", taught=True, sure=sure)
    assert await understood(oracle, "matter", "la peugeot 208, déposez ce matin", "status") == expected


@pytest.mark.parametrize(
    ("written", "heard", "expected"),
    [
        ("book; date=mardi", "mardi avec le docteur Leroy", "book; date=mardi; practitioner=docteur Leroy"),
        ("book; practitioner=docteur", "mardi avec le docteur Leroy", "book; practitioner=docteur"),
        ("message; message=je viens", "dites au docteur Leroy que je viens", "message; message=je viens"),
        ("book; service=radio", "je viens avec madame une radio à faire", "book; service=radio"),
        (
            "book; date=mardi",
            "mardi avec le docteur Leroy, pas le docteur Martin",
            "book; date=mardi; practitioner=docteur Leroy",
        ),
        ("book; reason=docteur Leroy", "c'est le docteur Leroy qui m'envoie", "book; reason=docteur Leroy"),
    ],
)
async def test_whom_the_rules_know_by_name_is_not_lost(written: str, heard: str, expected: str) -> None:
    assert await understood(Oracle(written, taught=True), "open", heard, "none") == expected


@pytest.mark.parametrize(
    ("written", "sure", "heard", "expected"),
    [
        ("faq parking", 0.7, "c'est combien la consultation", "faq price"),
        ("faq parking", 0.95, "c'est combien la consultation", "faq parking"),
        ("faq parking", 0.8, "vous êtes ouverts le samedi ?", "faq parking"),
        ("faq parking", 0.7, "je dois faire un vaccin", "book; service=vaccin"),
        ("faq parking", 0.7, "un vaccin, c'est où ?", "faq parking"),
        ("faq parking", 0.5, "attendez un peu, le temps que je trouve", "wait"),
        ("faq parking", 0.5, "une consultation mardi, ça irait", "book; service=consultation; date=mardi"),
        ("faq parking", 0.8, "une consultation mardi, ça irait", "faq parking"),
        ("faq hours", 0.5, "attendez un peu, le temps que je trouve", "wait"),
        (
            "faq parking",
            0.8,
            "un vaccin mardi avec le docteur Leroy, ça irait",
            "book; service=vaccin; date=mardi; practitioner=docteur Leroy",
        ),
        ("faq parking", 0.7, "un parking avant le vaccin il en faut un", "faq parking"),
        ("faq parking", 0.7, "le vaccin ça marche ou ça rate chez vous", "faq parking"),
        ("date=mardi; faq parking", 0.7, "mardi, et ça va chercher dans les combien ?", "date=mardi; faq price"),
        ("date=mardi; faq parking", 0.95, "mardi, et ça va chercher dans les combien ?", "date=mardi; faq parking"),
        ("time=8 heures; faq hours", 0.5, "8 heures, c'est trop tôt ?", "time=8 heures"),
        ("time=8 heures; faq hours", 0.5, "8 heures, vous êtes ouverts ?", "time=8 heures; faq hours"),
        ("faq price", 0.7, "un vaccin ça dure combien de temps ?", "faq services"),
        ("faq price", 0.7, "c'est combien, et combien de temps ?", "faq price"),
    ],
)
async def test_an_own_topic_taken_at_random_gives_way(written: str, sure: float, heard: str, expected: str) -> None:
    assert await understood(Oracle(written, taught=True, sure=sure), "open", heard, "none") == expected


@pytest.mark.parametrize(
    ("written", "heard", "expected"),
    [
        ("book; reason=le vaccin me fait mal", "le vaccin me fait mal", "book; reason=le vaccin me fait mal"),
        ("book; reason=le vaccin, il pique", "le vaccin, il pique", "book; service=vaccin; reason=il pique"),
        ("book; reason=mon vaccin, il pique", "mon vaccin, il pique", "book; reason=mon vaccin, il pique"),
        ("cancel; appointment=lundi; book; service=vaccin", "annulez lundi, et un vaccin dans trois semaines",
         "cancel; appointment=lundi; book; service=vaccin; date=dans trois semaines"),
        ("book; service=vaccin", "un vaccin pour partir loin", "book; service=vaccin"),
        ("move; time=18 heures", "je devais passer jeudi, mais j'y serai à 18 heures",
         "move; time=18 heures; appointment=jeudi"),
        ("move; appointment=lundi", "faut décaler au 12 mon rendez-vous de lundi", "move; appointment=lundi; date=12"),
        ("move; appointment=lundi", "faut décaler au plus vite mon rendez-vous de lundi",
         "move; appointment=lundi; date=au plus vite"),
        ("move; appointment=lundi", "faut décaler au salon mon rendez-vous de lundi", None),
    ],
)  # fmt: skip
async def test_what_a_wish_lacks_is_where_grammar_puts_it(written: str, heard: str, expected: str | None) -> None:
    assert await understood(Oracle(written, taught=True), "open", heard, "none") == (expected or written)


@pytest.mark.parametrize(
    ("written", "heard", "expected"),
    [
        ("matter=radio", "ma radio, demandée par le docteur Leroy", "matter=radio; practitioner=docteur Leroy"),
        ("matter=radio du docteur Leroy", "ma radio du docteur Leroy", "matter=radio du docteur Leroy"),
        ("name=Leroy; matter=radio", "ma radio, au nom de Leroy", "name=Leroy; matter=radio"),
        (
            "status; matter=radio",
            "le docteur Leroy a reçu ma radio",
            "status; matter=radio; practitioner=docteur Leroy",
        ),
        ("unclear", "le docteur Leroy", "unclear"),
    ],
)
async def test_who_knows_how_far_a_matter_is_stands_beside_it(written: str, heard: str, expected: str) -> None:
    assert await understood(Oracle(written, taught=True), "matter", heard, "status") == expected


@pytest.mark.parametrize("line", ["emergency", "yes", "goodbye", "opposition", "cancel"])
async def test_an_untaught_model_decides_nothing_that_matters(line: str) -> None:
    assert await understood(Oracle(line), "confirm", "brulu zabra") == "unclear"


async def test_the_nets_stand_over_the_model() -> None:
    line = await understood(Oracle("yes", taught=True), "confirm", "je ne veux pas qu'une machine garde mon nom")
    assert "opposition" in line


@pytest.mark.parametrize("heard", ["Non, merci, aujourd'hui.", "Non, merci au rendez-vous.", "non merci aux rivoirs"])
def test_no_thank_you_goodbye_as_a_recogniser_hears_it_begins_nothing_anew(heard: str) -> None:
    """A caller with an accent, by telephone: "Non merci, au revoir." was heard as "Non, merci, aujourd'hui." """
    commands = RULES.read(State(Flow.NONE, Asking.MORE, "Puis-je faire autre chose pour vous ?"), heard).commands
    assert commands[0] == Say(Word.NO)
    assert not any(isinstance(one, Start | Fill) for one in commands)


@pytest.mark.parametrize(
    ("heard", "perhaps"),
    [
        ("je laisse ma voiture où", "price"),
        ("et le parking", ""),  # by its name
        ("le parking et le prix, dites", ""),
    ],
)
async def test_a_topic_is_in_doubt_where_words_do_not_tell(heard: str, perhaps: str) -> None:
    seat = Combined(RULES, Oracle((Faq("parking", "price"),), taught=True, sure=0.9))
    (command,) = await seat.understand(State(Flow.NONE, Asking.OPEN, ""), heard)
    assert isinstance(command, Faq)
    assert (command.topic, command.perhaps) == ("parking", perhaps)
