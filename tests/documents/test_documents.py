"""`vox documents`: what is configured stands in them, what is not is marked, and nothing of it is English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

from tests.config.files import RIGHT, write
from tests.test_french import english
from vox.cli import app
from vox.config.forms import format_duration
from vox.config.loader import load
from vox.config.settings import Settings
from vox.dialogue.wording import Wording
from vox.documents.announcement import announcement
from vox.documents.dpia import dpia
from vox.documents.notice import notice
from vox.documents.processor import processor
from vox.documents.register import register
from vox.errors import VoxError

Document = Callable[[Settings, date], str]
DOCUMENTS: dict[str, Document] = {
    "notice": notice,
    "register": register,
    "dpia": dpia,
    "processor": processor,
    "announcement": announcement,
}
WITH_RETENTIONS = [name for name in DOCUMENTS if name != "announcement"]
FILES = sorted((Path(__file__).parents[2] / "config").glob("*.yaml"))
TODAY = date(2026, 12, 1)
MARK = re.compile(r"\[(?:à compléter|à faire confirmer par un juriste) : [^\[\]]+\]")

EVERYTHING = (
    RIGHT.replace(
        "trade: law", 'trade: medical\n  address: 8 rue des Carmes, à Rennes\n  rights: {phone: "+33299000001"}'
    )
    .replace("name: maître Martin\n", "name: maître Martin\n    messages: martin@cabinet.example\n")
    .replace(
        "with: [me-martin]",
        "with: [me-martin]\n    needs: [laser]\n"
        '    ask: [{key: sport, say: "Pour quel sport ?", as: text}, {key: club, say: "Quel club ?", store: summary}]',
    )
    + """\
resources: {laser: {name: Salle laser, calendar: https://salles.cabinet.example/laser/}}
people: {accueil: {name: l'accueil, messages: accueil@cabinet.example}}
messages: secretariat@cabinet.example
mail: {host: smtp.cabinet.example, username: vox, password_file: smtp, from: vox@cabinet.example,
  summaries: chef@cabinet.example}
webhooks: {logiciel: {url: https://logiciel.cabinet.example/vox, password_file: hook, send: [messages, summaries]}}
sms: {url: https://sms.passerelle.example/v1, body: {to: "{number}", text: "{text}"}}
event: {birthdate: description}
emergency: {say: Composez le quinze., words: [hémorragie]}
verification: {cancel: number+name, tries: 2}
llm: {url: "http://10.0.0.7:8000/v1"}
keep: {summaries: 17 days, outbox: 4 days, journal: 200 days, backups: 12 days, key_file: /run/secrets/records_key}
web: {form: "127.0.0.1:8081"}
tools:
  dossiers:
    used_for: status
    url: https://api.dossiers.example/{reference}
    ask: Quel numéro ?
    answer: [{key: etat, path: etat}]
    say: Il est {etat}.
    say_nothing: Rien.
    say_failed: Panne.
  tickets:
    used_for: message
    method: POST
    url: https://api.tickets.example/
    body: {texte: "{message}", qui: "{name}"}
"""
)


def everything(folder: Path) -> Settings:
    return load(write(folder, EVERYTHING), env={}, secrets=False)


def of(path: Path) -> Settings:
    return load(path, env={}, secrets=False)


def values(settings: Settings) -> Iterator[str]:
    """What the organization wrote and the register must hold."""
    keep, organization = settings.keep, settings.organization
    yield organization.name
    yield from filter(None, [organization.address])
    yield from (format_duration(one) for one in (keep.summaries, keep.journal, keep.backups))
    yield from (one.name for one in (*settings.practitioners, *settings.people))
    yield from (urlsplit(one.calendar.url).hostname or "" for one in settings.practitioners if one.calendar)
    yield from (urlsplit(one.url).hostname or "" for who in settings.practitioners for one in who.also_busy)
    yield from (urlsplit(one.calendar.url).hostname or "" for one in settings.resources if one.calendar)
    yield from (one.messages for one in (*settings.practitioners, *settings.people) if one.messages)
    for trunk in settings.line.sip:
        yield from [trunk.registrar.partition(":")[0]] if trunk.registrar else trunk.addresses
    yield from (one.say for service in settings.services for one in service.ask)
    yield from (settings.models.hearing, settings.models.voice, settings.models.understanding)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_example_prints_each_document_without_a_word_of_english(name: str, path: Path) -> None:
    result = CliRunner().invoke(app, ["documents", name, str(path)])
    assert result.exit_code == 0, result.output
    settings = of(path)
    assert settings.organization.name in result.stdout
    assert [line for line in result.stdout.splitlines() if english(line)] == []
    assert "None" not in result.stdout and "timedelta" not in result.stdout
    assert not re.search(r"[{}]", result.stdout), "a place was not filled"
    if name != "announcement":
        assert format_duration(settings.keep.summaries) in result.stdout
        phone = settings.organization.rights.phone
        assert phone is None or phone in result.stdout.replace(" ", "")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_the_organization_wrote_stands_in_its_register(path: Path) -> None:
    settings = of(path)
    text = register(settings, TODAY)
    assert [value for value in values(settings) if value not in text] == []


@pytest.mark.parametrize("name", WITH_RETENTIONS)
def test_all_that_can_be_configured_stands_in_each(name: str, tmp_path: Path) -> None:
    text = DOCUMENTS[name](everything(tmp_path), TODAY)
    wanted = [
        "Cabinet des Tilleuls", "8 rue des Carmes, à Rennes", "+33 2 99 00 00 01", "français", "1/12/2026",
        "17 jours", "4 jours", "200 jours", "12 jours", "date de naissance", "Pour quel sport ?", "Quel club ?",
        "agenda.cabinet.example", "salles.cabinet.example", "smtp.cabinet.example", "logiciel.cabinet.example",
        "sms.passerelle.example", "api.dossiers.example", "api.tickets.example", "le message, le nom",
    ]  # fmt: skip
    assert [one for one in wanted if one not in text] == []


def test_the_addresses_of_people_are_in_the_register_and_not_in_the_notice(tmp_path: Path) -> None:
    settings = everything(tmp_path)
    inside = ["secretariat@", "martin@", "accueil@", "chef@", "10.0.0.7", "192.0.2.10"]
    assert [one for one in inside if one not in register(settings, TODAY)] == []
    assert [one for one in inside if one in notice(settings, TODAY)] == []


def test_the_dpia_and_the_register_tell_what_is_weak(tmp_path: Path) -> None:
    settings = everything(tmp_path)
    for text in (dpia(settings, TODAY), register(settings, TODAY), processor(settings, TODAY)):
        assert "La ligne téléphonique n'est pas chiffrée" in text
        assert "joint sans chiffrement" in text
        assert "le texte de chaque phrase va au serveur de langue" in text
        assert "2 essais manqués" in text
    assert "Composez le quinze." in dpia(settings, TODAY) and "hémorragie" in dpia(settings, TODAY)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_missing_is_marked_and_every_mark_is_whole(name: str, tmp_path: Path) -> None:
    text = DOCUMENTS[name](load(write(tmp_path, RIGHT), env={}), TODAY)
    assert MARK.search(text)
    assert not re.search(r"[\[\]]", MARK.sub("", text)), "a bracket that is no whole mark"
    if name != "announcement":
        assert "[à compléter : adresse postale de l'organisation]" in text
        assert "[à compléter : téléphone de qui répond aux personnes]" in text


@pytest.mark.parametrize("name", DOCUMENTS)
def test_another_retention_is_another_text(name: str, tmp_path: Path) -> None:
    settings = everything(tmp_path)
    longer = settings.model_copy(update={"keep": settings.keep.model_copy(update={"summaries": timedelta(days=45)})})
    text = DOCUMENTS[name](longer, TODAY)
    assert text != DOCUMENTS[name](settings, TODAY)
    assert "45 jours" in text and "17 jours" not in text


@pytest.mark.parametrize("name", WITH_RETENTIONS)
def test_what_is_not_configured_is_not_told(name: str, tmp_path: Path) -> None:
    text = DOCUMENTS[name](load(write(tmp_path, RIGHT + "flows: {book: false, message: false}\n"), env={}), TODAY)
    for absent in (
        "SMS",
        "webhook",
        "serveur de courrier",
        "serveur de langue",
        "l'outil",
        "formulaire",
        "un message, ",
    ):
        assert absent not in text.replace("sans formulaire public", "")


def test_the_announcement_is_word_for_word_and_its_version_is_that_of_the_log(tmp_path: Path) -> None:
    settings = everything(tmp_path)
    words, text = Wording(settings), announcement(settings, TODAY)
    assert f"\n{words.announcement()}\n" in text
    assert f"\n{words.announcement(keeps=False)}\n" in text
    assert f"## Version {words.announcement_version}\n" in text


@pytest.mark.parametrize(("old", "new"), [("Cabinet des Tilleuls", "Cabinet des Hêtres"), ("17 days", "18 days")])
def test_the_version_changes_with_the_text_and_with_nothing_else(old: str, new: str, tmp_path: Path) -> None:
    def version(text: str) -> str:
        found = re.search(
            r"^## Version (\w+)$", announcement(load(write(tmp_path, text), env={}, secrets=False), TODAY), re.M
        )
        assert found
        return found[1]

    assert version(EVERYTHING) != version(EVERYTHING.replace(old, new))
    assert version(EVERYTHING) == version(EVERYTHING.replace("200 days", "300 days"))


def test_the_mailbox_of_requests_is_told(tmp_path: Path) -> None:
    mailbox = (
        "mail: {host: smtp.b.example, from: vox@b.example}\n"
        "mailbox: {address: donnees@b.example, host: imap.b.example, username: d, password: '${IMAP}'}\n"
    )
    settings = load(write(tmp_path, RIGHT + mailbox), env={"IMAP": "s3cret"})
    assert "par courriel, à donnees@b.example" in notice(settings, TODAY)
    text = register(settings, TODAY)
    for told in ("l'hébergeur de la boîte des demandes", "imap.b.example", "son adresse électronique", "31 jours"):
        assert told in text
    assert "s3cret" not in text


def test_signs_of_markdown_in_a_name_stay_signs(tmp_path: Path) -> None:
    odd = RIGHT.replace("Cabinet des Tilleuls", '"Martin | Fils [*et* <Cie>]"')
    text = register(load(write(tmp_path, odd), env={}), TODAY)
    assert r"Martin \| Fils \[\*et\* \<Cie>\]" in text


@pytest.mark.parametrize("trade", ["medical", "law", "town-hall", "garage", "school", "veterinary"])
def test_the_trade_brings_its_own_questions(trade: str, tmp_path: Path) -> None:
    settings = load(write(tmp_path, RIGHT.replace("trade: law", f"trade: {trade}")), env={})
    text = notice(settings, TODAY)
    assert ("6.1.e" in text) == (trade in ("town-hall", "school"))
    assert ("données de santé" in dpia(settings, TODAY)) == (trade == "medical")
    assert ("HDS" in processor(settings, TODAY)) == (trade == "medical")
    assert ("archives publiques" in text) == (trade == "town-hall")
    assert ("couvert par le secret" in text) == (trade == "law")


def test_a_file_is_written_and_never_replaced(tmp_path: Path) -> None:
    config, file = write(tmp_path, RIGHT), tmp_path / "registre.md"
    runner = CliRunner()
    shown = runner.invoke(app, ["documents", "register", str(config)]).stdout
    written = runner.invoke(app, ["documents", "register", str(config), "--out", str(file)])
    assert written.exit_code == 0 and str(file) in written.stdout
    assert file.read_text("utf-8") == shown
    file.write_text("complété", "utf-8")
    again = runner.invoke(app, ["documents", "register", str(config), "--out", str(file)])
    assert isinstance(again.exception, VoxError) and "existe déjà" in str(again.exception)
    assert file.read_text("utf-8") == "complété"


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    config = write(tmp_path, RIGHT)
    result = CliRunner().invoke(
        app, ["documents", "notice", str(config), "--out", str(tmp_path / "nulle-part" / "n.md")]
    )
    assert isinstance(result.exception, VoxError) and "ne peut pas être écrit" in str(result.exception)
