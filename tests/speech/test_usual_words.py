"""What callers usually say is likelier than what sounds like it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.bench.conditions import Line, Noise
from vox.bench.line import over_the_line
from vox.bench.words import word_errors
from vox.config.models import Models
from vox.models.find import resolve_hearing
from vox.speech.hearing import Hearing
from vox.speech.usual_words import END, NUMBER, UsualWords, framed, key, usual_words, words_of
from vox.speech.voice import KokoroVoice, telephone_pcm


@pytest.mark.parametrize(
    ("asking", "usual", "nonsense"),
    [
        ("open", "J'ai envie d'en finir avec la vie.", "J'ai envie d'enfinir avec l'asie."),
        (
            "open",
            "Pourriez-vous demander au docteur de me rappeler ?",
            "Pour y vous demandez au docteur de me rappeler.",
        ),
        ("confirm", "C'est parfait.", "C'est Barthéle."),
        ("confirm", "Oui, on peut se garer devant ?", "Oui, on peut se gérer devant ?"),
        ("more", "Je vous remercie, au revoir, madame.", "Je vous remercie, vous revoir madame ?"),
        ("choice", "Le premier.", "Le premié."),
        ("time", "À 10 h.", "Adi heure."),
    ],
)
def test_what_callers_say_is_likelier_than_what_sounds_like_it(asking: str, usual: str, nonsense: str) -> None:
    model = usual_words()
    assert model.log_probability(usual, asking) > model.log_probability(nonsense, asking)


def test_words_are_cut_as_they_are_counted() -> None:
    assert words_of("L'après-midi, à 14h30, s’il vous plaît ?") == [
        *("l'", "après", "midi", "à", NUMBER, "h", NUMBER, "s'", "il", "vous", "plaît"),
    ]
    assert framed("Oui.", "confirm") == ["<confirm>", "<confirm>", "oui", END]
    assert words_of("…") == []


def test_names_of_the_house_are_likelier_than_others() -> None:
    model = usual_words()
    house = frozenset(words_of("docteur Zylberstein, coupe femme"))
    told, other = (f"Avec le docteur {name}." for name in ("Zylberstein", "Silverstone"))
    assert model.log_probability(told, "practitioner", house) > model.log_probability(other, "practitioner", house) + 5


@pytest.mark.parametrize(
    "context", [("<confirm>", "<confirm>"), ("je", "voudrais"), ("voudrais", "zzz"), ("zzz", "le")]
)
def test_what_may_follow_is_a_probability(context: tuple[str, str]) -> None:
    model = usual_words()
    ids = [model._ids.get(word, -1) for word in context]
    total = sum(model._probability(ids, word) for word in range(len(model._ids)))
    assert 0.9 < total <= 1 + 1e-9


@given(st.text(max_size=60), st.sampled_from(["open", "confirm", "nobody asks this"]))
def test_whatever_was_heard_has_a_probability(text: str, asking: str) -> None:
    assert usual_words().log_probability(text, asking) < 0


def test_counts_of_two_lines() -> None:
    vocabulary = ["a", "b", END]
    counts = [{(0,): 2, (1,): 1, (2,): 2}, {(0, 1): 1, (0, 2): 1, (1, 2): 1}, {(0, 1, 2): 1}]
    orders = [
        (np.array(sorted(key(one, 3) for one in some)), np.array([some[one] for one in sorted(some)]))
        for some in counts
    ]
    model = UsualWords(vocabulary, orders)
    unigram = (1 - 0.75 + 3 * 0.75 * 1e-7) / 5  # "b": once of five words, three different ones
    assert model._probability([], 1) == pytest.approx(unigram)
    assert model._probability([0], 1) == pytest.approx((1 - 0.75 + 2 * 0.75 * unigram) / 2)
    assert model._probability([0, 1], 2) == pytest.approx(1 - 0.75 + 0.75 * model._probability([1], 2))


SAID = (
    ("open", "Bonjour, pourriez-vous demander à la pharmacienne de me rappeler demain matin ?"),
    ("open", "Bonjour, je voudrais savoir où on peut se garer quand on vient chez vous."),
    ("open", "Je voudrais annuler le rendez-vous de ma fille, elle a de la fièvre."),
    ("open", "Est-ce que vous prenez les chèques vacances pour les enfants ?"),
    ("message", "Dites-lui que la réunion du mois d'octobre est reportée."),
    ("message", "Je ne comprends pas la facture que j'ai reçue hier matin."),
    ("confirm", "C'est parfait, merci beaucoup madame."),
    ("date", "Plutôt en fin de semaine prochaine, si c'est possible."),
    ("more", "Non, ce sera tout, je vous remercie, au revoir."),
    ("reason", "Ma voiture fait un drôle de bruit quand je freine."),
)


@pytest.mark.models
def test_what_is_usual_mends_what_is_misheard(hearing: Hearing, siwis: KokoroVoice, models: Path) -> None:
    street = Line(noise=Noise.STREET, noise_db=12.0)
    sounds = [over_the_line(telephone_pcm(siwis, text), np.random.default_rng(2), street) for _, text in SAID]

    def wrong(ears: Hearing) -> int:
        heard = [ears.hear(one, asking=asking).text for one, (asking, _) in zip(sounds, SAID, strict=True)]
        return sum(word_errors(said, text)[0] for (_, said), text in zip(SAID, heard, strict=True))

    by_sound = Hearing.load(resolve_hearing(Models().hearing, models).folder, by_sound=True)
    assert wrong(hearing) < wrong(by_sound)
