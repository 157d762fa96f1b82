"""What an operator reads about what is kept."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from vox.records import report
from vox.records.store import Counts, Kept
from vox.records.summary import Outcome

from .conftest import MESSAGE, MONTH, NOW, summary

PARIS = ZoneInfo("Europe/Paris")


def test_a_line_a_call_in_the_organizations_zone() -> None:
    (line,) = report.format_list([Kept(MESSAGE, NOW + MONTH)], PARIS)
    assert line.cells() == (
        "c0ffee",
        "01/12/2026 09:05",
        "1 min 15 s",
        "rendez-vous pris, message à transmettre",
        "Rappeler Mme Ébène",
        "31/12/2026",
    )
    assert len(line.cells()) == len(report.HEADINGS)


def test_all_that_is_kept_of_a_call() -> None:
    assert report.format_one(Kept(MESSAGE, NOW + MONTH), PARIS) == (
        "Appel c0ffee\n"
        "Le 01/12/2026 à 09 h 05, 1 min 15 s\n"
        "Fait : rendez-vous pris, message à transmettre\n"
        "\n"
        "Rendez-vous pris.\n"
        "Écrit à la main : « œuf », 8 h.\n"
        "\n"
        "Message pour dr-martin, de Zoé Ébène +33639980012 :\n"
        "  rappeler pour l'ordonnance\n"
        "\n"
        "Message :\n"
        "  merci\n"
        "\n"
        "À suivre : Rappeler Mme Ébène\n"
        "\n"
        "Effacé de lui-même le 31/12/2026 à 09 h 05"
    )


def test_what_there_is_nothing_about_is_not_said() -> None:
    text = report.format_one(Kept(summary("one"), NOW + MONTH), PARIS)
    assert "Message" not in text
    assert "À suivre" not in text


def test_every_outcome_has_its_words() -> None:
    assert set(report.OUTCOMES) == set(Outcome)
    assert len(set(report.OUTCOMES.values())) == len(Outcome)


def test_counts() -> None:
    assert report.format_counts(Counts(2, 1, 0)) == (
        "2 résumés conservés ; 1 appel avec opposition, dont rien n'est conservé ; 0 numéro opposé (par empreinte)."
    )


def test_erasing() -> None:
    assert "aucun octet" in report.format_erased("c0ffee", True)
    assert report.format_erased("c0ffee", False) == "Rien n'est conservé de l'appel c0ffee."
    assert "c0ffee" in report.format_missing("c0ffee")
