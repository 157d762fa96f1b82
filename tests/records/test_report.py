"""What an operator reads about what is kept."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from vox.records import inventory, report
from vox.records.journal import Act, Entry, Verdict
from vox.records.store import Counts, Kept, Purge, Records
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


def test_what_is_limited_is_counted_where_there_is_some() -> None:
    assert "1 résumé limité ;" in report.format_counts(Counts(0, 0, 0, limited=1))
    assert "limité" not in report.format_counts(Counts(1, 0, 0))


def test_a_purge() -> None:
    assert report.format_purge(Purge(NOW, 2), PARIS) == "Dernière purge : le 01/12/2026 à 09 h 05, 2 résumés effacés."
    assert "Aucune purge" in report.format_purge(None, PARIS)


def test_every_act_has_its_words() -> None:
    assert set(report.ACTS) == set(Act)
    assert len(set(report.ACTS.values())) == len(Act)
    cells = report.format_entry(Entry(7, NOW, "claire", Act.SHOWN, "c0ffee", b"", b""), PARIS)
    assert cells == ("7", "01/12/2026 09:05:00", "claire", "résumé lu", "c0ffee")
    assert len(cells) == len(report.JOURNAL_HEADINGS)


def test_whether_the_journal_is_whole() -> None:
    assert "ROMPU à la ligne 3" in report.format_verdict(Verdict(2, 0, 3))
    assert "passées d'âge" not in report.format_verdict(Verdict(2, 0, None))
    assert "Les 40 premières sont passées d'âge" in report.format_verdict(Verdict(2, 40, None))


def test_an_inventory_owns_up_to_traces(records: Records) -> None:
    taken = inventory.take(records)
    assert "Aucune trace n'attend" in report.format_inventory(taken, MONTH, PARIS)
    assert "restent à nettoyer" in report.format_inventory(replace(taken, wiped=False), MONTH, PARIS)


def test_the_end_of_a_hold() -> None:
    assert "se lit de nouveau" in report.format_released("c0ffee", True)
    assert "est effacé" in report.format_released("c0ffee", False)


def test_erasing() -> None:
    assert "aucun octet" in report.format_erased("c0ffee", True)
    assert report.format_erased("c0ffee", False) == "Rien n'est conservé de l'appel c0ffee."
    assert "c0ffee" in report.format_missing("c0ffee")
