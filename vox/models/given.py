"""Takes models from a folder that holds them already, so that an image's build need not fetch them again."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

from vox.models.manifest import MODELS, Group, Model, select
from vox.models.verify import check


def copy_given(given: Path, folder: Path, groups: Collection[Group], models: Sequence[Model] = MODELS) -> int:
    """Copy from `given` each file of these groups that is whole there and missing in `folder`; returns how many."""
    copied = 0
    for model in select(groups, models):
        for file in model.files:
            if (folder / file.path).exists() or check(given, file):
                continue
            target = folder / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(f".{target.name}.partial")
            shutil.copyfile(given / file.path, partial)
            partial.replace(target)
            copied += 1
    return copied
