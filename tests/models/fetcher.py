"""`fetch` in a process of its own, to be killed, limited, or run beside another. Arguments: a JSON of what to do."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from rich.console import Console

from vox.errors import VoxError
from vox.models.fetch import fetch, progress_bar
from vox.models.manifest import Group, Model, ModelFile, Package, Part, Registry


def main() -> int:
    wish = json.loads(sys.argv[1])
    if wish.get("largest"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (wish["largest"], wish["largest"]))
    try:
        with progress_bar(Console(file=sys.stdout, width=200)) as progress:
            fetch(Path(wish["folder"]), set(Group), progress=progress, models=[model(one) for one in wish["models"]])
    except VoxError as error:
        sys.stderr.write(str(error))
        return 1
    return 0


def model(given: dict) -> Model:  # type: ignore[type-arg]
    return Model(**given | {"group": Group(given["group"]), "files": tuple(model_file(one) for one in given["files"])})


def model_file(given: dict) -> ModelFile:  # type: ignore[type-arg]
    parts = tuple(Part(package(one["package"]), one["member"]) for one in given["parts"])
    return ModelFile(**given | {"parts": parts})


def package(given: dict) -> Package:  # type: ignore[type-arg]
    return Package(**given | {"registry": Registry(given["registry"])})


if __name__ == "__main__":
    sys.exit(main())
