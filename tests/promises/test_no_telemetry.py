"""No library of ours calls home: what a newer release brought in once is looked for in those that are installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import onnxruntime
import pytest

pytestmark = pytest.mark.promise

CALLS_HOME = (b"OneDsTelemetry", b"Microsoft12Applications6Events", b"events.data.microsoft")


def test_the_voice_engine_has_no_telemetry() -> None:
    """ONNX Runtime 1.30 to 1.32 for Linux holds it, writes a device id below the home folder and sends events."""
    libraries = list((Path(onnxruntime.__file__).parent / "capi").glob("*.so*"))
    assert libraries
    found = [library.name for library in libraries if any(words in library.read_bytes() for words in CALLS_HOME)]
    assert not found


def test_starting_the_engines_writes_nothing_into_the_home_folder(tmp_path: Path) -> None:
    script = "from vox.speech.turns import SmartTurn, VoiceActivity; VoiceActivity(); SmartTurn()"
    environment = {**os.environ, "HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, timeout=120, capture_output=True)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
