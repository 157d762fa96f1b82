"""Each mistake of an operator: the place, the key, and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.files import RIGHT, changed, refused, the_problem, write
from vox.config.errors import ConfigErrors, Place
from vox.config.loader import load


def test_the_right_file_loads(tmp_path: Path) -> None:
    settings = load(write(tmp_path, RIGHT), env={})
    assert settings.services[0].with_ == ("me-martin",)


def test_unknown_key_names_the_nearest_right_one(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, changed("    duration: 30 min\n", "    duration: 30 min\n    horizons: 60 days\n"))
    assert problem.place == Place(14, 5, "services.consultation.horizons")
    assert "« horizons » n'existe pas ici" in problem.what
    assert problem.hint == "vouliez-vous dire horizon ?"


@pytest.mark.parametrize(
    ("french", "key"),
    [("horaires", "hours"), ("praticiens", "practitioners"), ("prestations", "services"), ("ligne", "line")],
)
def test_a_french_key_names_the_right_one(tmp_path: Path, french: str, key: str) -> None:
    problems = refused(tmp_path, changed(f"\n{key}:", f"\n{french}:"))
    assert f"vouliez-vous dire {key} ?" in [problem.hint for problem in problems]
    assert not [problem for problem in problems if problem.what == f"la clé {key} manque"]


def test_unknown_key_that_belongs_elsewhere_says_where(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, RIGHT + "rtp_ports: 20000-20019\n")
    assert problem.place == Place(18, 1, "rtp_ports")
    assert problem.hint == "cette clé se met sous line.listen"


def test_unknown_key_like_no_other_lists_the_known(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, RIGHT + "keep:\n  zzzzz: 1\n")
    assert problem.place == Place(19, 3, "keep.zzzzz")
    assert problem.hint == "les clés connues ici : summaries, elimination, key_file, outbox, journal, backups"


def test_a_dash_for_an_underscore(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, RIGHT + "  listen: {rtp-ports: 20000-20019}\n")
    assert problem.hint == "vouliez-vous dire rtp_ports ?"


def test_missing_key_gives_an_example(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, changed("    duration: 30 min\n", ""))
    assert problem.place == Place(11, 3, "services.consultation.duration")
    assert problem.what == "la clé duration manque"
    assert problem.hint == "écrivez par exemple duration: 20 min"


def test_empty_key_is_said_at_its_line(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, changed("duration: 30 min", "duration:"))
    assert problem.place == Place(13, 5, "services.consultation.duration")
    assert problem.what == "rien n'est écrit ici"


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "what", "hint"),
    [
        ("30 min", "30", 13, "services.consultation.duration", "« 30 » est une durée sans unité", "30 min"),
        ("30 min", "longtemps", 13, "services.consultation.duration", "n'est pas une durée", "20 min"),
        ("30 min", "[30 min]", 13, "services.consultation.duration", "on attend ici une durée", "duration: 20 min"),
        ("30 min", "0 min", 13, "services.consultation.duration", "plus de 0", ""),
        ("30 min", "3 days", 13, "services.consultation.duration", "à 1 jour", ""),
        ("name: consultation", "name: [a, b]", 12, "services.consultation.name", "un texte", "name: consultation"),
        ("name: consultation", 'name: ""', 12, "services.consultation.name", "ce texte est vide", "name: consultation"),
        ("trade: law", "trade: lawyer", 3, "organization.trade", "« lawyer »", "medical, dental, law"),
        ("trade: law", "trade: medicale", 3, "organization.trade", "« medicale »", "vouliez-vous dire medical ?"),
        ("trade: law", "timezone: Europe/Pari", 3, "organization.timezone", "n'existe pas", "Europe/Paris"),
        ("trade: law", "timezone: ../etc/passwd", 3, "organization.timezone", "n'existe pas", ""),
        ("trade: law", "timezone: Europe", 3, "organization.timezone", "n'existe pas", ""),
        ("trade: law", "holidays: DE", 3, "organization.holidays", "« DE »", "FR, FR/Alsace-Moselle"),
        ("[192.0.2.10]", "[pbx.example]", 17, "line.sip[1].addresses[1]", "ni une adresse IP", "registrar"),
        ("user: vox", "user: vox@pbx", 17, "line.sip[1].user", "identifiant SIP seul", "avant le « @ »"),
        ("addresses: [192.0.2.10], ", "", 17, "line.sip[1]", "ni serveur", "registrar: sip.operateur.example"),
        ("addresses: [192.0.2.10]", "registrar: sip:a.example", 17, "line.sip[1].registrar", "machine seul", "machine"),
        ("addresses: [192.0.2.10]", "registrar: op.example:0", 17, "line.sip[1].registrar", "port", ":5060"),
        ("sip:\n", "calls: deux\n  sip:\n", 16, "line.calls", "n'est pas un nombre entier", "2"),
        ("sip:\n", "calls: 0\n  sip:\n", 16, "line.calls", "trop petit", "au moins 1"),
        ("sip:\n", "calls: 500\n  sip:\n", 16, "line.calls", "trop grand", "au plus 100"),
        ("sip:\n", "calls: 99\n  sip:\n", 16, "line.calls", "veulent 400 ports", "rtp_ports: 20000-20399"),
        ("sip:\n", "listen: {rtp_ports: 9-1}\n  sip:\n", 16, "line.listen.rtp_ports", "suite de ports", "20000-20019"),
        ("sip:\n", "listen: {host: localhost}\n  sip:\n", 16, "line.listen.host", "adresse IP", "127.0.0.1"),
        ("name: standard", "name: Mon Standard", 17, "line.sip[1].name", "identifiant", "mon-standard"),
        ("me-martin:\n", "Maître Martin:\n", 7, "practitioners.Maître Martin", "identifiant", "maitre-martin"),
    ],
)  # fmt: skip
def test_wrong_value(tmp_path: Path, old: str, new: str, line: int, key: str, what: str, hint: str) -> None:
    problems = [one for one in refused(tmp_path, changed(old, new)) if one.place.key == key]
    assert len(problems) == 1
    assert problems[0].place.line == line
    assert what in problems[0].what
    assert hint in problems[0].hint


@pytest.mark.parametrize(
    ("hours", "column", "what", "hint"),
    [
        ("[12:30-08:30]", 19, "finit avant d'avoir commencé", "08:30-12:30"),
        ("[08:30-12:30, 12:00-18:00]", 18, "08:30-12:30 et 12:00-18:00 se recouvrent", "08:30-18:00"),
        ("[08:30-12:30, 25:00-26:00]", 32, "n'existe pas sur une horloge", "23:59"),
        ("[08:30]", 19, "n'est pas une plage d'heures", "08:30-12:30"),
        ("[matin]", 19, "n'est pas une plage d'heures", "08:30-12:30"),
        ("{am: 08:30-12:30}", 18, "on attend ici une liste", "monday-friday: [08:30-12:30, 14:00-18:30]"),
    ],
)
def test_hours(tmp_path: Path, hours: str, column: int, what: str, hint: str) -> None:
    """One mistake on five days is one problem."""
    problem = the_problem(tmp_path, changed("[08:30-12:30, 14:00-18:30]", hours))
    assert (problem.place.line, problem.place.column) == (5, column)
    assert problem.place.key.startswith("hours.monday-friday")
    assert what in problem.what
    assert hint in problem.hint


def test_hours_of_a_day_given_twice(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, changed("hours:\n", "hours:\n  wednesday: [09:00-12:00]\n"))
    assert problem.place == Place(6, 3, "hours.monday-friday")
    assert "wednesday a déjà ses heures sous wednesday" in problem.what


@pytest.mark.parametrize(
    ("day", "hint"), [("lundi", "monday"), ("mondey", "monday"), ("lundi-vendredi", "monday-friday")]
)
def test_hours_of_no_day(tmp_path: Path, day: str, hint: str) -> None:
    problem = the_problem(tmp_path, changed("monday-friday", day))
    assert problem.place == Place(5, 3, f"hours.{day}")
    assert problem.hint == f"vouliez-vous dire {hint} ?"


@pytest.mark.parametrize(
    ("closed", "what", "hint"),
    [
        ("2026-02-30", "n'existe pas", "2026-12-24"),
        ("24/12/2026", "n'est pas une date", "écrivez 2026-12-24"),
        ("Noël", "n'est pas une date", "2026-12-24"),
        ("2027-01-03..2026-12-24", "finit avant d'avoir commencé", "2026-12-24..2027-01-03"),
    ],
)
def test_closures(tmp_path: Path, closed: str, what: str, hint: str) -> None:
    problem = the_problem(tmp_path, changed("hours:\n", f"hours:\n  closed: [{closed}]\n"))
    assert problem.place == Place(5, 12, "hours.closed[1]")
    assert what in problem.what
    assert hint in problem.hint


def test_absences_within_a_practitioners_hours(tmp_path: Path) -> None:
    text = changed("    name: maître Martin\n", "    name: maître Martin\n    hours: {closed: [2027-02-15]}\n")
    assert "à côté de hours" in the_problem(tmp_path, text).hint


def test_service_without_practitioner(tmp_path: Path) -> None:
    for text in (changed("    with: [me-martin]\n", ""), changed("with: [me-martin]", "with: []")):
        problem = the_problem(tmp_path, text)
        assert problem.what == "cette prestation n'a pas de praticien"
        assert problem.place.key == "services.consultation.with"
        assert "with: [" in problem.hint


def test_service_with_an_unknown_practitioner(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, changed("with: [me-martin]", "with: [me-martin, me-martni]"))
    assert problem.place == Place(14, 23, "services.consultation.with[2]")
    assert problem.hint == "vouliez-vous dire me-martin ?"


def test_two_services_with_one_name(tmp_path: Path) -> None:
    second = "  autre:\n    name: CONSULTATION\n    duration: 1 h\n    with: me-martin\nline:\n"
    problem = the_problem(tmp_path, changed("line:\n", second))
    assert problem.place == Place(16, 11, "services.autre.name")
    assert problem.what == "deux prestations s'appellent « CONSULTATION », l'autre à la ligne 12"


def test_one_identifier_for_two(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, RIGHT + "people:\n  me-martin: {name: l'accueil}\n")
    assert problem.place == Place(19, 3, "people.me-martin")
    assert "sert déjà sous practitioners" in problem.what


def test_two_lines_with_one_name(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, RIGHT + "    - {name: standard, addresses: 192.0.2.11, user: vox}\n")
    assert problem.place == Place(18, 14, "line.sip[2].name")


@pytest.mark.parametrize("table", ["practitioners", "services"])
def test_nothing_to_book(tmp_path: Path, table: str) -> None:
    problems = refused(tmp_path, "organization: {name: Mairie}\nhours: {monday: [09:00-12:00]}\n" + f"{table}:\n")
    assert f"la clé {table} manque" in " ".join(one.what for one in problems if one.place == Place(3, 1, table))


def test_nothing_to_book_is_right_where_booking_is_off(tmp_path: Path) -> None:
    text = "organization: {name: Mairie}\nhours: {monday: [09:00-12:00]}\nflows: {book: no}\n"
    assert load(write(tmp_path, text), env={}).services == ()


def test_http_address(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, changed("https://", "http://"))
    assert problem.place == Place(9, 15, "practitioners.me-martin.calendar")
    assert "http:// vers agenda.cabinet.example passerait en clair" in problem.what
    assert problem.hint.startswith("écrivez https://")


@pytest.mark.parametrize("host", ["127.0.0.1:5232", "localhost:5232", "[::1]:5232", "127.8.0.1"])
def test_http_address_of_this_machine_is_right(tmp_path: Path, host: str) -> None:
    text = changed("https://agenda.cabinet.example", f"http://{host}")
    assert load(write(tmp_path, text), env={}).practitioners[0].calendar.url == f"http://{host}/martin/"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/",
        "agenda",
        "https:///x",
        "https://a b/",
        "https://[::1/",
        "https://a.example:99999/",
        "http://127.0.0.1.other.example/",
        "http://localhost.other.example/",
        "https://a.example/?x=1",
    ],
)
def test_odd_addresses(tmp_path: Path, url: str) -> None:
    problem = the_problem(tmp_path, changed("https://agenda.cabinet.example/martin/", f'"{url}"'))
    assert problem.place.key == "practitioners.me-martin.calendar"


@pytest.mark.parametrize("retention", ["0 days", "12 h", "366 days", "1 h 30"])
def test_retention_out_of_bounds(tmp_path: Path, retention: str) -> None:
    problem = the_problem(tmp_path, RIGHT + f"keep: {{summaries: {retention}}}\n")
    assert problem.place == Place(18, 19, "keep.summaries")
    assert "de 1 à 365 jours" in problem.what


def test_unknown_flow(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, RIGHT + "flows: {booking: false}\n")
    assert problem.place.line == 18
    assert problem.place.key == "flows.booking"
    assert "vouliez-vous dire book ?" in problem.hint


def test_a_switch_that_is_neither_on_nor_off(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, RIGHT + "flows: {message: peut-être}\n")
    assert problem.place.key == "flows.message"
    assert problem.hint == "écrivez true ou false"


def test_a_list_where_identifiers_are_expected(tmp_path: Path) -> None:
    text = changed("  me-martin:\n    name: maître Martin\n    calendar:", "  - name: maître Martin\n    calendar:")
    problem = next(one for one in refused(tmp_path, text) if one.place.key == "practitioners")
    assert problem.what == "chacun se met sous son identifiant"


def test_an_identifier_said_twice(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, changed("    name: maître Martin\n", "    id: martin\n    name: maître Martin\n"))
    assert problem.place == Place(8, 5, "practitioners.me-martin.id")


def test_the_number_that_lost_its_plus(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, changed("trade: law", "rights: {phone: 3226200000}"))
    assert problem.place == Place(3, 19, "organization.rights.phone")
    assert problem.what == "« 3226200000 » n'est pas un numéro de téléphone"
    assert '"+3226200000"' in problem.hint


def test_a_key_set_twice(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, changed("    duration: 30 min\n", "    duration: 30 min\n    duration: 20 min\n"))
    assert problem.place == Place(14, 5, "services.consultation.duration")
    assert "est écrite deux fois, d'abord à la ligne 13" in problem.what


def test_a_table_set_twice(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, RIGHT + "line: {calls: 1}\n")
    assert problem.place == Place(18, 1, "line")


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("    name: consultation", "\tname: consultation", 12, "une tabulation"),
        ("name: consultation", "name: consultation : adulte", 12, "un « : » inattendu"),
        ("name: consultation", "name: @consultation", 12, "ne peut pas commencer une valeur"),
        ("name: consultation", "name: *consultation", 12, "une étoile (*) renvoie à une ancre qui n'existe pas"),
        ("name: consultation", "name: 'consultation", 12, "un guillemet ouvert ici n'est jamais fermé"),
        ("[me-martin]", "[me-martin", 14, "n'est pas fermé"),
        ("line:", "---\nline:", 15, "plusieurs documents"),
        ("name: consultation", 'name: "a\\qb"', 12, "une barre"),
        ("name: consultation", "name: consultation\n   x", 13, "ne se lit pas comme du YAML"),
        ("name: consultation", "name: !!python/name:os.system x", 12, "une étiquette YAML"),
    ],
)
def test_broken_yaml(tmp_path: Path, old: str, new: str, line: int, what: str) -> None:
    problems = refused(tmp_path, changed(old, new))
    assert problems[0].place.line == line
    assert what in problems[0].what
    assert problems[0].hint


def test_an_empty_file(tmp_path: Path) -> None:
    for text in ("", "# rien\n", "\n\n"):
        assert the_problem(tmp_path, text).what == "le fichier est vide"


def test_a_file_that_is_a_list(tmp_path: Path) -> None:
    assert "clé: valeur" in the_problem(tmp_path, "- a\n- b\n").what


def test_a_file_that_refers_to_itself(tmp_path: Path) -> None:
    assert "sans fin" in the_problem(tmp_path, "hours: &a [*a]\n").what
    laughs = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    assert "sans fin" in the_problem(tmp_path, laughs).what
    assert "sans fin" in the_problem(tmp_path, "[" * 5000).what


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigErrors, match="n'existe pas") as caught:
        load(tmp_path / "absent.yaml", env={})
    assert caught.value.where == str(tmp_path / "absent.yaml")
    with pytest.raises(ConfigErrors, match="dossier"):
        load(tmp_path, env={})


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "vox.yaml").write_bytes("name: Mairie de Nîmes".encode("latin-1"))
    with pytest.raises(ConfigErrors, match="UTF-8"):
        load(tmp_path / "vox.yaml", env={})


def test_all_errors_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = RIGHT
    for old, new in (
        ("trade: law", "trade: avocat"),
        ("12:30, 14:00", "14:30, 14:00"),
        ("https://", "http://"),
        ("duration: 30 min", "duration: 30"),
        ("with: [me-martin]", "with: [me-x]"),
        ("user: vox", "user: vox, passwort: abc"),
    ):
        text = changed(old, new, within=text)
    problems = refused(tmp_path, text)
    assert [problem.place.line for problem in problems] == [3, 5, 9, 13, 14, 17]
    with pytest.raises(ConfigErrors) as caught:
        load(tmp_path / "vox.yaml", env={})
    told = str(caught.value)
    assert told.startswith(f"{tmp_path / 'vox.yaml'} : 6 erreurs dans la configuration\n")
    for problem in problems:
        assert f"vox.yaml:{problem.place.line}:{problem.place.column}: {problem.place.key} : {problem.what}" in told
        assert problem.hint in told
