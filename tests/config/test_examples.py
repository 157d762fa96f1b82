"""The files that operators start from load as they are, use every key, and lead to no advice."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from vox.config.advice import advice
from vox.config.callers import Callers
from vox.config.explain import keys_of, parts
from vox.config.hours import Hours
from vox.config.loader import load
from vox.config.mailbox import Mailbox
from vox.config.services import Step
from vox.config.settings import Settings
from vox.config.software import Software
from vox.config.telling import Mail, Sms, Webhook
from vox.config.tools import Auth, Tls, Tool, ToolValue
from vox.config.transfer import Transfer
from vox.config.web import BrowserCalls, Turn

FOLDER = Path(__file__).parents[2] / "config"
FILES = sorted(FOLDER.glob("*.yaml"))
OTHER_WAYS = {
    "hours": {"wednesday", "sunday"},
    "transfer": set(keys_of(Transfer)),
    "calendar": {"password", "tls"},
    "sip": {"password"},
    "models": {"folder"},
    "practitioners": {"messages", "transfer", "software"},
    "software": set(keys_of(Software)),
    "people": {"messages", "transfer"},
    "emergency": {"transfer"},
    "event": {"birthdate"},
    "llm": {"url", "model", "key_file", "timeout", "constraint"},
    **{
        name: set(keys_of(model))
        for name, model in (("tools", Tool), ("auth", Auth), ("tls", Tls), ("answer", ToolValue))
    },
    **{name: set(keys_of(model)) for name, model in (("mail", Mail), ("webhooks", Webhook), ("sms", Sms))},
    "mailbox": set(keys_of(Mailbox)),
    **{name: set(keys_of(model)) for name, model in (("calls", BrowserCalls), ("turn", Turn))},
    "web": {"calls"},
    "callers": set(keys_of(Callers)),
    "services": {"steps", "for_known", "for_new"},
    "steps": set(keys_of(Step)),
    **{name: set(keys_of(Hours)) for name in ("for_known", "for_new")},
    "": {"callers", "tools", "event", "llm", "messages", "mail", "mailbox", "webhooks", "sms"},
}


def example(name: str, folder: Path) -> Settings:
    """The example with its secrets in place, as compose.yaml and `make run` put them."""
    text = (FOLDER / name).read_text("utf-8").replace("/run/secrets", str(folder))
    for secret in ("caldav", "sip", "records_key", "smtp", "sms", "fichier", "logiciel"):
        (folder / secret).write_text("s3cret\n")
        (folder / secret).chmod(0o400)
    (folder / name).write_text(text, "utf-8")
    return load(folder / name, env={"VOX_DEMO_CALDAV_PASSWORD": "s3cret"})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_example_loads_without_advice(path: Path, tmp_path: Path) -> None:
    assert advice(example(path.name, tmp_path)) == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_example_loads_without_its_secrets_where_none_are_needed(path: Path) -> None:
    settings = load(path, env={}, secrets=False)
    assert settings.practitioners
    calendars = [one.calendar for one in settings.practitioners if one.calendar is not None]
    assert all(calendar.password is None for calendar in calendars)


def test_every_example_is_presented_to_who_looks_for_one() -> None:
    page = (FOLDER.parent / "docs" / "configuration.md").read_text("utf-8")
    readme = (FOLDER.parent / "README.md").read_text("utf-8")
    models = {path.name for path in FILES} - {"demo.yaml"}
    assert {name for name in models if f"(../config/{name})" not in page or name not in readme} == set()


def test_the_examples_are_of_many_trades() -> None:
    trades = [load(path, env={}, secrets=False).organization.trade for path in FILES if path.name != "demo.yaml"]
    assert len(trades) == len(set(trades)) >= 6


def test_the_demonstration_asks_nothing_of_the_outside(tmp_path: Path) -> None:
    settings = example("demo.yaml", tmp_path)
    assert all(one.calendar.url.startswith("http://127.0.0.1:5232/") for one in settings.practitioners)
    assert settings.line.listen.host == "127.0.0.1"
    assert [(trunk.registrar, trunk.addresses, trunk.user) for trunk in settings.line.sip] == [
        (None, ("127.0.0.1",), "vox")
    ]


def test_the_model_file_uses_every_key_and_comments_in_it(tmp_path: Path) -> None:
    text = (FOLDER / "cabinet-medical.yaml").read_text("utf-8")
    written = {name: keys_below(yaml.compose(text, Loader=yaml.BaseLoader), name) for name, _ in named_parts()}
    for name, keys in named_parts():
        missing = keys - written[name] - OTHER_WAYS.get(name, set())
        missing -= {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
        assert not missing, f"{name} never shows {missing}"
    assert "folder:" in text  # as comments: most operators have no models of their own,
    assert "event:" in text  # ask for no birth date,
    assert "tools:" in text  # no tools with an interface,
    assert "software:" in text  # no software of their own,
    assert "llm:" in text  # have no second machine,
    assert text.count("# transfer:") == 2  # try Vox before it calls anybody,
    without = ("calls", "messages", "mail", "mailbox", "webhooks", "sms", "callers", "for_new", "steps")
    assert all(f"# {key}:" in text for key in without)  # and begin without


def named_parts() -> list[tuple[str, set[str]]]:
    """The last word of each part's path ("" = the top), and its keys; also_busy is written as addresses alone."""
    return [
        (path.removesuffix(".…").rpartition(".")[2], set(keys_of(model)))
        for path, model in parts()
        if not path.endswith(("also_busy", "….hours"))
    ]


def keys_below(node: yaml.Node, name: str, here: str = "") -> set[str]:
    """All keys of the mappings that stand under a key `name`, directly, in a list, or under identifiers."""
    found: set[str] = set()
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            found |= keys_below(item, name, here)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if here == name:
                found.add(key.value)
            by_identifier = here in ("practitioners", "resources", "services", "answers", "people")
            found |= keys_below(value, name, here if by_identifier and here == name else key.value)
    return found
