"""Teaching works on any machine: some steps lower the loss, and llama.cpp reads what comes out."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.dialogue.test_model import FILE
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.model import LanguageModel
from vox.dialogue.understanding.prompt import Organization
from vox.dialogue.understanding.types import State

LESSONS = """\
# A few lines, to see that the way works.
## answers
@ services=consultation; practitioners=docteur Martin; topics=parking
book|date|Quel jour ?|mardi matin|date=mardi; time=matin
book|date|Quel jour ?|plutôt jeudi|date=jeudi
book|date|Quel jour ?|vendredi soir|date=vendredi; time=soir
book|confirm|Est-ce exact ?|oui c'est ça|yes
book|confirm|Est-ce exact ?|non, mercredi|fix date=mercredi
none|open|Bonjour.|je voudrais une consultation|book; service=consultation
none|open|Bonjour.|où se garer|faq parking
"""


@pytest.mark.models
@pytest.mark.timeout(600)
def test_a_few_steps_teach_and_llama_cpp_reads_the_adapter(tmp_path: Path) -> None:
    if not FILE.is_file():
        pytest.skip("no model files: vox models fetch")
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "few.txt").write_text(LESSONS, "utf-8")
    out = tmp_path / "adapter.gguf"
    teach = [sys.executable, "-m", "training", "--utterances", str(tmp_path / "lessons"), "--out", str(out)]
    subprocess.run([*teach, "--passes", "12", "--warm-up", "2", "--again", "0", "--evaluate"], check=True, timeout=550)
    settings = json.loads(out.with_suffix(".json").read_text("utf-8"))["settings"]
    assert settings["last_loss"] < settings["first_loss"] / 2
    (tmp_path / "lessons" / "later.txt").write_text(
        "none|open|Bonjour.|une consultation ?|book; service=consultation\n"
    )
    further = ["--from", str(out), "--frozen", "4", "--steps", "2", "--again", "0", "--evaluate"]
    further += ["--new", "few", "--known", "0"]
    subprocess.run([*teach, *further], check=True, timeout=550)
    went_on = json.loads(out.with_suffix(".json").read_text("utf-8"))["settings"]
    assert went_on["steps_before"] == settings["steps"]
    assert went_on["first_loss"] < settings["first_loss"] / 2
    assert (went_on["utterances"], went_on["utterances_in_all"]) == (settings["utterances"], settings["utterances"] + 1)

    model = LanguageModel(FILE, Organization(("consultation",), ("docteur Martin",), ("parking",)), lora_path=out)
    try:
        until = time.monotonic() + 60
        written = model.write(State(Flow.BOOK, Asking.DATE, "Quel jour ?"), "mardi matin", until=until)
        assert len(written.commands) == 2
    finally:
        model.close()
