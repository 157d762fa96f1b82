"""Every rehearsal passes by text: real conversation, real model, real calendar server, real faults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from vox.app import load_model
from vox.config.loader import load
from vox.config.settings import Settings
from vox.dialogue.understanding.model import ModelUnderstanding
from vox.models.find import default_folder
from vox.rehearsal.scenario import load_scenarios
from vox.rehearsal.text import rehearse_text

pytestmark = pytest.mark.models

FOLDER = Path(__file__).parent.parent / "rehearsals"
FILES = sorted(FOLDER.glob("*.yaml"))


class Models:
    """The model read for each organization once: most rehearsals have the same."""

    def __init__(self) -> None:
        self._read: dict[Path, tuple[Settings, ModelUnderstanding]] = {}

    def of(self, config: Path) -> tuple[Settings, ModelUnderstanding]:
        if config not in self._read:
            settings = load(config, env={}, secrets=False)
            self._read[config] = settings, load_model(settings, default_folder())
        return self._read[config]

    def close(self) -> None:
        for _, model in self._read.values():
            model.close()


@pytest.fixture(scope="module")
def models() -> Iterator[Models]:
    opened = Models()
    yield opened
    opened.close()


def test_there_are_a_dozen_at_least() -> None:
    assert len(FILES) >= 12


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_by_text(file: Path, models: Models) -> None:
    scenario = load_scenarios([file])[0]
    result = await rehearse_text(scenario, *models.of(scenario.config))
    told = "\n".join(f"{line.who:>7}: {line.text}" for line in result.lines)
    assert result.passed, "\n".join([*result.why, told])
