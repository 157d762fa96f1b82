"""A registry of its own for each test, and a small model that comes from it in parts."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from vox.models.manifest import Group, Model, ModelFile, Package, Part

from .registry import LocalRegistry

FIRST, SECOND, NOTICE = (random.Random(seed).randbytes(300_000) for seed in (1, 2, 3))
WHOLE = FIRST + SECOND


@dataclass(frozen=True)
class Published:
    """A model of two files: one joined from two packages, and a notice of the first."""

    registry: LocalRegistry
    first: Package
    second: Package
    model: Model

    @property
    def models(self) -> tuple[Model, ...]:
        return (self.model,)


def file(path: str, content: bytes, *parts: Part, notice: bool = False) -> ModelFile:
    return ModelFile(path, len(content), hashlib.sha256(content).hexdigest(), parts, notice)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalRegistry]:
    local = LocalRegistry()
    for name, value in local.environment.items():
        monkeypatch.setenv(name, value)
    yield local
    local.close()


@pytest.fixture
def published(registry: LocalRegistry) -> Published:
    first = registry.wheel("small-model-1", {"small_model_1/part.bin": FIRST, "small_model_1/NOTICE": NOTICE})
    second = registry.wheel("small-model-2", {"small_model_2/part.bin": SECOND})
    parts = Part(first, "small_model_1/part.bin"), Part(second, "small_model_2/part.bin")
    files = (
        file("small/model.bin", WHOLE, *parts),
        file("small/NOTICE", NOTICE, Part(first, "small_model_1/NOTICE"), notice=True),
    )
    return Published(registry, first, second, Model("small", Group.APPLIANCE, "essayer", "CC0", files))
