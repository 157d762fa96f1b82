"""Before any call: `vox check --online` tries the tools, the pages' examples load, OpenAPI gives a beginning."""

from __future__ import annotations

import io
import json as js
import re
from pathlib import Path

import pytest
import yaml
from aiohttp import web
from rich.console import Console
from typer.testing import CliRunner

from tests.business.shop import GARAGE, PASSWORD, Answer, cars, json, settings, shop
from vox.business.business import Business
from vox.business.openapi import FIELDS_AT_MOST, VALUES_AT_MOST, operations_of, skeleton
from vox.commands.business import business_app
from vox.config.loader import load
from vox.errors import VoxError
from vox.online import check_online
from vox.rehearsal.ports import free_port

LINE = "line: {{sip: [{{name: tel, user: vox, addresses: [127.0.0.1]}}], listen: {{host: 127.0.0.1, port: {}, {}}}}}\n"
READY = {"statut": "READY"}


async def online(folder: Path, url: str, more: str = "") -> tuple[bool, str]:
    """What `vox check --online` says of the garage's tools."""
    line = LINE.format(free_port(), "rtp_ports: 31100-31119")
    file = folder / "garage.yaml"
    file.write_text(GARAGE + cars(url, more) + line, "utf-8")
    printed = io.StringIO()
    well = await check_online(load(file, env={"TOOL": PASSWORD}), out=Console(file=printed, width=400))
    return well, printed.getvalue()


async def test_all_is_well(tmp_path: Path) -> None:
    async with shop(json(READY)) as garage:
        assert await online(tmp_path, garage.url) == (True, "✓ ligne téléphonique\n✓ outil voitures\n")
        assert [one.path for one in garage.seen] == ["/api/voitures/AA-000-AA"]


async def test_the_trial_needs_no_owner(tmp_path: Path) -> None:
    async with shop(json(READY)) as garage:
        assert (await online(tmp_path, garage.url, "owner: client.telephone"))[0]


async def status_401(_: web.Request) -> web.StreamResponse:
    return web.Response(status=401, text=PASSWORD)


async def away(_: web.Request) -> web.StreamResponse:
    return web.Response(status=301, headers={"Location": "https://nouveau.example/"})


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (status_401, "l'outil refuse le compte (HTTP 401)\n  → vérifiez auth"),
        (away, "renvoie à une autre machine (HTTP 301)\n  → écrivez l'adresse finale"),
        (json({}, status=404), "ne trouve rien pour l'essai\n  → écrivez sous try"),
        (json({"statut": "FINI"}), "n'est aucune de celles de words"),
        (json({"pret_le": "2026-12-02"}), "la valeur etat manque dans la réponse\n  → vérifiez path: statut"),
        (json({}, status=500), "a répondu HTTP 500"),
    ],
)
async def test_what_is_wrong_is_told(answer: Answer, what: str, tmp_path: Path) -> None:
    async with shop(answer) as garage:
        well, printed = await online(tmp_path, garage.url)
    assert not well
    assert "✗ outil voitures : " in printed
    assert what in printed
    assert PASSWORD not in printed


async def test_what_creates_something_is_never_tried(tmp_path: Path) -> None:
    ticket = '  tickets: {{used_for: message, method: POST, url: "{}", body: {{texte: "{{message}}"}}}}\n'
    async with shop(json({})) as server:
        business = Business(settings(tmp_path, ticket.format(server.url)))
        assert await business.check() == {}
        await business.close()
        assert server.seen == []


async def test_a_certificate_that_is_none_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("tulipe")
    garage = settings(tmp_path, cars("https://atelier.garage.example", "tls: {authority: ca.pem}"))
    with pytest.raises(VoxError, match="certificat") as caught:
        Business(garage)
    assert caught.value.where == "tools.voitures.tls"
    assert "tulipe" not in str(caught.value)


# --- the pages ---

PAGE = Path(__file__).parents[2] / "docs" / "tools.md"
EXAMPLES = re.findall(r"```yaml\n(tools:.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_each_example_of_the_page_is_right(example: str, tmp_path: Path) -> None:
    file = tmp_path / "vox.yaml"
    file.write_text(GARAGE.removesuffix("tools:\n") + example, "utf-8")
    assert load(file, env={}, secrets=False).tools


def test_the_page_has_an_example_of_each_use() -> None:
    assert {use for example in EXAMPLES for use in re.findall(r"used_for: (\w+)", example)} == {
        "status",
        "message",
        "caller",
        "busy",
        "book",
        "look",
        "find",
        "cancel",
    }


# --- OpenAPI ---

API = """\
openapi: 3.0.3
info: {title: Atelier, version: "1", date: 2026-12-01}
servers: [{url: "https://atelier.garage.example/api/"}]
security: [{key: []}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Api-Key}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://atelier.garage.example/token", scopes: {}}}}
  parameters:
    plate: {name: plate, in: path, required: true, schema: {type: string}}
  schemas:
    Car:
      type: object
      properties:
        state: {type: string, enum: [READY, IN_PROGRESS]}
        readyOn: {type: string, format: date}
        owner: {$ref: "#/components/schemas/Person"}
    Person: {type: object, properties: {phone: {type: string}, friend: {$ref: "#/components/schemas/Person"}}}
paths:
  /cars/{plate}:
    parameters: [{$ref: "#/components/parameters/plate"}]
    get:
      operationId: getCar
      summary: "One\\ncar"
      responses: {"200": {content: {application/json: {schema: {$ref: "#/components/schemas/Car"}}}}}
    delete: {operationId: deleteCar}
  /orders:
    get:
      parameters: [{name: phone, in: query, required: true}, {name: page, in: query}]
      responses:
        "200":
          content:
            application/json: {schema: {type: array, items: {type: object, properties: {place: {type: string}}}}}
  /tickets:
    post:
      operationId: createTicket
      security: [{oauth: []}]
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [text, queue]
              properties: {text: {type: string}, queue: {type: integer}, colour: {type: string}}
      responses: {"201": {content: {application/json: {schema: {properties: {number: {type: integer}}}}}}}
"""


def api(folder: Path, text: str = API) -> Path:
    file = folder / "api.yaml"
    file.write_text(text, "utf-8")
    return file


def test_its_operations_are_listed(tmp_path: Path) -> None:
    printed = CliRunner().invoke(business_app, ["import", str(api(tmp_path))])
    assert printed.exit_code == 0
    assert printed.output.splitlines() == [
        "getCar : GET /cars/{plate} — One car",
        "get-/orders : GET /orders",
        "createTicket : POST /tickets",
    ]


def test_a_beginning_that_loads_once_it_is_completed(tmp_path: Path) -> None:
    file = api(tmp_path)
    written = skeleton(operations_of(file), ["getCar", "get-/orders", "createTicket"], file=file)
    completed = (
        written.replace("À-COMPLÉTER", "vox")
        .replace('text: "…"', 'text: "{message}"')
        .replace("READY: …", "READY: prête")
    )
    (tmp_path / "vox.yaml").write_text(GARAGE.removesuffix("tools:\n") + completed, "utf-8")
    car, orders, ticket = load(tmp_path / "vox.yaml", env={}, secrets=False).tools
    assert car.url == "https://atelier.garage.example/api/cars/{reference}"
    assert [(one.key, one.path, one.as_, tuple(one.words)) for one in car.answer][:3] == [
        ("state", "state", "text", ("READY", "IN_PROGRESS")),
        ("ready-on", "readyOn", "date", ()),
        ("phone", "owner.phone", "text", ()),
    ]
    assert car.auth is not None
    assert (car.auth.as_, car.auth.header) == ("header", "X-Api-Key")
    assert orders.url == "https://atelier.garage.example/api/orders?phone={reference}"
    assert orders.answer[0].path == "[0].place"
    assert ticket.auth is not None
    assert (ticket.auth.as_, ticket.auth.token_url) == ("oauth2", "https://atelier.garage.example/token")
    assert ticket.body == {"text": "{message}", "queue": 0}


def test_an_operation_that_is_not_there(tmp_path: Path) -> None:
    file = api(tmp_path)
    with pytest.raises(VoxError, match="getCart") as caught:
        skeleton(operations_of(file), ["getCart"], file=file)
    assert caught.value.hint == "vouliez-vous dire getCar ?"


@pytest.mark.parametrize(
    "text", ["", "[", "swagger: '2.0'", "openapi: 3.0.0", "[1, 2]", "openapi: 3.1.0\npaths: {/a: {get: 7}}", "\x00"]
)
def test_a_file_that_is_no_description(text: str, tmp_path: Path) -> None:
    with pytest.raises(VoxError):
        operations_of(api(tmp_path, text))
    with pytest.raises(VoxError):
        operations_of(tmp_path / "nowhere.yaml")


def test_a_description_that_goes_round_in_circles(tmp_path: Path) -> None:
    loop = {"$ref": "#/components/schemas/A"}
    document = {
        "openapi": "3.1.0",
        "components": {"schemas": {"A": {"properties": {"a": loop, "b": {"type": "array", "items": loop}}}}},
        "paths": {"/a": {"get": {"responses": {"200": {"content": {"application/json": {"schema": loop}}}}}}},
    }
    file = api(tmp_path, js.dumps(document))
    assert "get-a:" in skeleton(operations_of(file), ["get-/a"], file=file)


@pytest.mark.timeout(60)  # a hang guard, not a measure
def test_a_large_description_in_which_everything_refers_to_everything(tmp_path: Path) -> None:
    names = [f"thing{number}" for number in range(60)]
    things = {name: {"$ref": f"#/components/schemas/{name}"} for name in names}
    content = {"content": {"application/json": {"schema": things["thing0"]}}}
    post = {"requestBody": content, "responses": {"200": content}}
    document = {
        "openapi": "3.1.0",
        "components": {"schemas": {name: {"type": "object", "properties": things} for name in names}},
        "paths": {f"/{name}": {"post": post} for name in names},
    }
    file = api(tmp_path, js.dumps(document))
    written = skeleton(operations_of(file), ["post-/thing7"], file=file)
    assert written.count("{key: ") == VALUES_AT_MOST
    assert written.count("\n") < 2 * FIELDS_AT_MOST
    assert yaml.safe_load(written)["tools"]["post-thing"]["body"]


def test_a_parameter_without_a_name_is_left_out(tmp_path: Path) -> None:
    parameters = [{"in": "query", "required": True}, {"name": "phone", "in": "query", "required": True}]
    document = {"openapi": "3.0.0", "paths": {"/a": {"get": {"operationId": "a", "parameters": parameters}}}}
    assert operations_of(api(tmp_path, js.dumps(document)))[0].query == ("phone",)
