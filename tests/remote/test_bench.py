"""`vox bench understanding --llm` asks the server as the appliance would, and says how it was asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dialogue.recurrent import write_recurrent
from tests.remote.conftest import FakeServer, says
from vox.bench.understanding import figures_of
from vox.dialogue.understanding import model as understanding_model
from vox.errors import VoxError
from vox.rehearsal.ports import free_port

CASES = """\
@ services=vidange; practitioners=Farid; topics=
## known to the rules
book|confirm|Est-ce que je confirme ?|oui|yes
## known to the server
book|date|Quel jour vous conviendrait ?|quand reviennent les hirondelles|date=quand reviennent les hirondelles
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A model beside the server that loads at once."""
    monkeypatch.setattr(understanding_model, "EXAMPLES", "")
    return str(write_recurrent(tmp_path / "small.gguf"))


async def test_the_servers_model_counts(server: FakeServer, small: str, tmp_path: Path) -> None:
    (tmp_path / "cases.txt").write_text(CASES, encoding="utf-8")
    server.answer = says(" date= quand reviennent les hirondelles\n", "")
    report, judged = await figures_of(
        [tmp_path / "cases.txt"], models=tmp_path, model=small, adapter=None, llm=server.url, model_only=False
    )
    assert [one.exact for one in judged] == [True, True]
    assert report["llm"] == server.url
    assert report["constraint"] == "grammar"
    assert "services=vidange" in str(server.asked[-1][1]["prompt"])


@pytest.mark.parametrize(
    ("url", "what"),
    [("http://llm.example/v1", "en clair"), (f"http://127.0.0.1:{free_port()}/v1", "ne répond pas")],
)
async def test_a_server_that_is_not_there_or_may_not_be_asked(small: str, tmp_path: Path, url: str, what: str) -> None:
    (tmp_path / "cases.txt").write_text(CASES, encoding="utf-8")
    with pytest.raises(VoxError, match=what):
        await figures_of(
            [tmp_path / "cases.txt"], models=tmp_path, model=small, adapter=None, llm=url, model_only=False
        )
