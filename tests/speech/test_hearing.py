"""What a caller said is read back well enough, and nothing is heard where nothing was said."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.errors import VoxError
from vox.speech.hearing import FORMS, TAUGHT_LIMITS, Heard, Hearing, _pieces, invented, why_not
from vox.speech.voice import KokoroVoice

from .sounds import hum, mix, music, noise, said, silence, wide

SENTENCES = [
    ("Bonjour, je voudrais prendre rendez-vous pour une consultation.", ["rendez-vous", "consultation"]),
    ("Est-ce que vous êtes ouverts le samedi matin ?", ["samedi", "matin"]),
    ("Je préfère mardi prochain à quatorze heures trente.", ["mardi", "14"]),
    ("Je m'appelle Sophie Bernard.", ["appelle", "sophie"]),
    ("Est-ce que je peux parler à un humain ?", ["parler", "humain"]),
    ("Je voudrais annuler mon rendez-vous de jeudi.", ["annuler", "jeudi"]),
]


def plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


@pytest.mark.models
@pytest.mark.parametrize("law", ["alaw", "ulaw"])
@pytest.mark.parametrize(("text", "keywords"), SENTENCES)
def test_a_french_sentence_over_the_telephone(
    hearing: Hearing, siwis: KokoroVoice, text: str, keywords: list[str], law: str
) -> None:
    call = mix(silence(0.3) + said(siwis, text, law) + silence(0.5), noise(20, 30))
    heard = hearing.hear(wide(call), prompt="Que puis-je faire pour vous ?")
    assert not heard.rejected
    assert all(word in plain(heard.text) for word in keywords), heard.text


@pytest.mark.models
def test_an_accent_is_understood_most_of_the_time(hearing: Hearing, sara: KokoroVoice) -> None:
    texts = [hearing.hear(wide(said(sara, text) + silence(0.5))).text for text, _ in SENTENCES]
    hits = sum(word in plain(heard) for heard, (_, words) in zip(texts, SENTENCES, strict=True) for word in words)
    assert hits >= 9, texts  # of 12


@pytest.mark.models
@pytest.mark.parametrize("word", ["Oui.", "Non.", "D'accord.", "Mardi."])
def test_one_word(hearing: Hearing, siwis: KokoroVoice, word: str) -> None:
    heard = hearing.hear(wide(silence(0.3) + said(siwis, word) + silence(0.3)), prompt="Est-ce bien cela ?")
    assert plain(word).rstrip(".") in plain(heard.text)


@pytest.mark.models
@pytest.mark.parametrize("prompt", ["", "Très bien, mardi 4 décembre. À quelle heure souhaitez-vous venir ?"])
@pytest.mark.parametrize(
    "sound",
    [silence(2.0), noise(2.0, 20), noise(3.0, 600), noise(1.0, 3000), hum(3.0), hum(1.0), music(4.0), silence(0.1)],
    ids=["silence", "quiet-noise", "noise", "loud-noise", "hum", "short-hum", "music", "a-moment"],
)
def test_nothing_is_heard_where_nobody_speaks(hearing: Hearing, sound: bytes, prompt: str) -> None:
    heard = hearing.hear(wide(sound), prompt=prompt)
    assert heard.text == ""
    assert heard.rejected


@pytest.mark.models
def test_what_vox_has_just_said_is_not_heard_back_out_of_noise(hearing: Hearing) -> None:
    prompt = "Je vous propose mardi 8 décembre à 10 h 30. Est-ce que cela vous convient ?"
    for seed in range(3):
        for level in (0, 50, 400, 1500):
            for asking in ("open", *FORMS):
                heard = hearing.hear(wide(noise(1.5, level, seed)), prompt=prompt, asking=asking)
                assert heard.text == "", (seed, level, asking)


@pytest.mark.models
def test_an_hour_alone_is_heard_as_an_hour_when_hours_are_expected(hearing: Hearing, siwis: KokoroVoice) -> None:
    texts = []
    for hour in ("Dix heures.", "Seize heures quinze.", "Mercredi à onze heures."):
        call = mix(silence(0.3) + said(siwis, hour) + silence(0.25), noise(20, 60))
        texts.append(hearing.hear(wide(call), prompt="À quelle heure ?", asking="time").text)
    right = [hour in text for hour, text in zip(("10", "15", "11"), texts, strict=True)]
    assert sum(right) >= 2, texts


@pytest.mark.models
def test_a_caller_may_repeat_what_vox_said(hearing: Hearing, siwis: KokoroVoice) -> None:
    prompt = "Préférez-vous venir le lundi ou plutôt le mardi après-midi ?"
    heard = hearing.hear(wide(said(siwis, "Plutôt le mardi après-midi.") + silence(0.3)), prompt=prompt)
    assert "mardi apres-midi" in plain(heard.text)


@pytest.mark.models
def test_a_turn_longer_than_a_window_is_heard_to_its_end(hearing: Hearing, siwis: KokoroVoice) -> None:
    story = {
        "dossier": "Bonjour, je vous appelle au sujet du dossier que j'ai déposé chez vous la semaine dernière.",
        "voisin": "Mon voisin a fait la même demande que moi, et il a déjà reçu une réponse par la poste.",
        "chien": "En plus, mon chien est malade depuis samedi, et je ne peux pas quitter la maison.",
        "voiture": "Et ma voiture est au garage, parce que les freins ne marchaient plus du tout.",
        "soeur": "C'est ma sœur qui devait me conduire, mais elle travaille toute la journée.",
        "train": "Je pourrais prendre le train, mais la gare est fermée pour travaux jusqu'au printemps.",
        "medecin": "Le médecin m'a dit de ne pas trop marcher, à cause de mon genou.",
        "chauffage": "Et surtout, je voudrais parler du chauffage, qui ne fonctionne pas.",
    }
    long = b"".join(said(siwis, sentence) + silence(0.6) for sentence in story.values())
    assert len(long) / 16_000 > 32
    heard = plain(hearing.hear(wide(long)).text).replace("œ", "oe")
    assert "chauffage" in heard
    assert sum(word in heard for word in story) >= 6, heard


@pytest.mark.models
def test_a_short_word_costs_far_less_than_whispers_thirty_seconds(hearing: Hearing) -> None:
    """The window is short: the encoder is given six seconds of features for a word, not thirty."""
    seen: list[int] = []
    encode = hearing._model.encode
    hearing._model.encode = lambda features: (seen.append(features.shape[-1]), encode(features))[1]
    try:
        hearing.hear(wide(noise(1.0, 300)))
        hearing.hear(wide(noise(14.0, 300)))
    finally:
        hearing._model.encode = encode
    assert seen[0] == 600
    assert 1500 in seen


@pytest.mark.models
def test_a_model_that_was_not_taught_in_short_windows_hears_in_a_longer_one(models: Path) -> None:
    hearing = Hearing.load(models / "whisper-base")
    seen: list[int] = []
    encode = hearing._model.encode
    hearing._model.encode = lambda features: (seen.append(features.shape[-1]), encode(features))[1]
    hearing.hear(wide(noise(1.0, 300)))
    assert seen[0] == 1000


@pytest.mark.parametrize(
    "text",
    [
        "Sous-titres réalisés par la communauté d'Amara.org",
        "Sous-titres réalisés para la communauté d'Amara.org",
        "Sous-titrage ST' 501",
        "Sous-titrage Société Radio-Canada",
        "Merci d'avoir regardé cette vidéo !",
        "Merci d'avoir regardé.",
        "N'hésitez pas à vous abonner à la chaîne.",
        "Abonnez-vous !",
        "À bientôt pour une nouvelle vidéo.",
        "♪",
        "♪ ♪ ♪",
        "♪ musique douce ♪",
        "[Musique]",
        "(rires)",
        "*soupir*",
        "Musique de fond",
        "...",
        "",
        "Thank you.",
    ],
)
def test_what_whisper_makes_up_is_known(text: str) -> None:
    assert invented(text)


@pytest.mark.parametrize(
    "text",
    [
        "Merci.",
        "Merci beaucoup, au revoir.",
        "Merci d'avoir rappelé.",
        "Je voudrais m'abonner à la bibliothèque.",
        "C'est pour les sous-titres de mon mari.",
        "Oui.",
        "Je regarde une vidéo.",
        "C'est pour la chaîne de ma voiture.",
        "Je suis professeur de musique.",
        "0612345678",
    ],
)
def test_what_callers_say_is_not_taken_for_it(text: str) -> None:
    assert not invented(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("oui oui oui oui oui oui oui oui", "repetition"),
        ("je ne sais pas je ne sais pas je ne sais pas je ne sais pas je ne sais pas", "repetition"),
        ("Oui, oui, oui, d'accord.", ""),
        ("zéro six zéro six douze douze", ""),
        ("06 06 06 12 12", ""),
    ],
)
def test_a_loop_is_told_from_a_caller_who_repeats(text: str, reason: str) -> None:
    assert why_not(text, -0.3, 0.01, "") == reason


def test_silence_needs_two_signs() -> None:
    assert why_not("Bonjour.", -1.2, 0.8, "") == "silence"
    assert why_not("Non.", -0.8, 0.8, "") == "silence"
    assert why_not("Bonjour.", -1.2, 0.4, "") == "silence"
    assert why_not("Bonjour.", -0.4, 0.8, "") == ""
    assert why_not("Bonjour.", -1.2, 0.02, "") == ""
    assert why_not("Bonjour.", -1.2, 0.1, "") == ""


def test_what_the_taught_model_doubts_of_is_asked_again_where_perhaps_nobody_spoke() -> None:
    assert why_not("Bonjour.", -1.2, 0.1, "", limits=TAUGHT_LIMITS) == "unlikely"
    assert why_not("Bonjour.", -1.2, 0.02, "", limits=TAUGHT_LIMITS) == ""
    assert why_not("Bonjour.", -0.4, 0.1, "", limits=TAUGHT_LIMITS) == ""


def test_the_prompt_is_rejected_only_when_it_was_doubtful() -> None:
    prompt = "Mardi 4 à dix heures, est-ce que cela vous convient ?"
    assert why_not("Est-ce que cela vous convient ?", -0.9, 0.1, prompt) == "prompt"
    assert why_not("Est-ce que cela vous convient ?", -0.2, 0.5, prompt) == "prompt"
    assert why_not("Mardi 4 à 10 heures.", -0.9, 0.02, prompt) == ""
    assert why_not("Mardi 4 à dix heures.", -0.2, 0.02, prompt) == ""
    assert why_not("dix heures", -0.9, 0.02, prompt) == ""


@pytest.mark.parametrize(
    ("rejected", "no_speech", "unheard"),
    [
        ("unlikely", 0.1, True),
        ("repetition", 0.1, True),
        ("unlikely", 0.5, False),
        ("silence", 0.1, False),
        ("", 0.0, False),
    ],
)
def test_who_spoke_and_was_not_heard_is_told_from_noise(rejected: str, no_speech: float, unheard: bool) -> None:
    assert Heard("", -1.0, no_speech, 0.1, rejected).unheard is unheard


def test_who_is_heard_with_the_question_of_vox_is_heard_again_without() -> None:
    prompt = "Marie Durand. Bilan de santé des enfants. Puis-je vous joindre au numéro qui finit par, 00 12 ?"
    assert why_not("11. Puis-je vous joindre au numéro", -0.2, 0.02, prompt) == "prompt"
    assert why_not("Oui, au numéro qui finit par 00 12.", -0.2, 0.02, prompt) == ""
    assert why_not("Pour un bilan de santé des enfants.", -0.2, 0.02, prompt) == ""
    assert why_not("Mardi 4 décembre à 10 h 30.", -0.2, 0.02, "Le mardi 4 décembre à 10 h 30 ?") == ""


@given(st.floats(0.1, 130))
def test_long_sound_is_cut_into_windows_without_loss(seconds: float) -> None:
    sound = np.arange(int(seconds * 16_000), dtype=np.float32)
    pieces = _pieces(sound)
    assert all(len(piece) <= 29 * 16_000 for piece in pieces)
    assert np.array_equal(np.concatenate(pieces), sound)


def test_a_model_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(VoxError, match=r"model\.bin") as caught:
        Hearing.load(tmp_path)
    assert "vox models fetch" in caught.value.hint
    assert str(tmp_path) in str(caught.value)


@pytest.mark.models
def test_a_truncated_model_says_what_to_do(tmp_path: Path, models: Path) -> None:
    for file in (models / "whisper-base").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes()[: 1000 if file.name == "model.bin" else None])
    with pytest.raises(VoxError) as caught:
        Hearing.load(tmp_path)
    assert "vox models verify" in caught.value.hint
