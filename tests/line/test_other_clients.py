"""Other people's telephones: sipp, which is strict, and PJSUA2, which is what many softphones are made of."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from vox.line.client import CallingClient
from vox.line.dialling import Unreached
from vox.rehearsal.ports import free_port

from . import g711
from .conftest import OpenLine
from .raw_phone import HANG
from .test_exchange import house

HERE = Path(__file__).parent
SIPP = shutil.which("sipp")
PJSUA = Path.home() / ".cache" / "vox" / "pjsua"
PJSUA_PACKAGE = "pjsua2-python==2.15.1.post1"
PJSUA_PYTHONS = ("python3.12", "python3.11", "python3.10")  # those that it has wheels for


@pytest.mark.skipif(SIPP is None, reason="Debian package sip-tester is not installed")
@pytest.mark.parametrize("transport", ["u1", "t1"])
@pytest.mark.parametrize("office", [{"max_calls": 10}], indirect=True)
async def test_sipp_ten_strict_calls_of_ten(office: OpenLine, transport: str, tmp_path: Path) -> None:
    assert SIPP
    process = await asyncio.create_subprocess_exec(
        SIPP, f"127.0.0.1:{office.port}", "-sf", str(HERE / "strict_caller.xml"), "-s", "vox", "-i", "127.0.0.1",
        "-p", str(free_port()), "-t", transport, "-m", "10", "-r", "5", "-l", "5", "-nostdin", "-timeout", "60s",
        "-trace_err", "-error_file", str(tmp_path / "errors"),
        cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    out, _ = await asyncio.wait_for(process.communicate(), 90)
    assert process.returncode == 0, out.decode()[-3000:]
    for _ in range(10):
        answered = await office.desk.next_answered()
        await asyncio.wait_for(answered.finished.wait(), HANG)
    assert office.line.status()["calls"] == 0


@pytest.fixture(scope="session")
def pjsua() -> Iterator[Path]:
    """A Python with PJSUA2, in an environment of its own (GPL, for tests only)."""
    python = PJSUA / "venv" / "bin" / "python"
    if not python.exists():
        base = next(filter(_makes_environments, PJSUA_PYTHONS), None)
        if base is None:
            pytest.skip(f"no {' or '.join(PJSUA_PYTHONS)} here, and {PJSUA_PACKAGE} has no wheel for others")
        subprocess.run([base, "-m", "venv", str(PJSUA / "venv")], check=True, timeout=120)
    has_it = subprocess.run([python, "-c", "import pjsua2"], capture_output=True, timeout=60)
    if has_it.returncode:
        subprocess.run([python, "-m", "pip", "install", "-q", PJSUA_PACKAGE], check=True, timeout=240)
    yield python


def _makes_environments(python: str) -> bool:
    """Whether that Python is here and whole: a version manager may have put a name without one behind it."""
    found = shutil.which(python)
    return (
        found is not None
        and not subprocess.run([found, "-c", "import ensurepip, venv"], capture_output=True).returncode
    )


@pytest.mark.parametrize("codec", ["PCMA", "PCMU"])
async def test_pjsua_both_ways_with_keys_and_hold(office: OpenLine, pjsua: Path, codec: str, tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        str(pjsua), str(HERE / "pjsua_caller.py"), office.uri, codec, str(tmp_path / "heard.wav"),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    try:
        answered = await office.desk.next_answered()
        heard = await answered.hear_until(lambda pcm: g711.spoken(pcm, 0.8))  # it says 1 s of 440 Hz
        samples = np.frombuffer(heard, np.int16)
        assert g711.loud_seconds(samples) == pytest.approx(1.0, abs=0.25)  # a busy machine leaves gaps
        start = int(np.flatnonzero(np.abs(samples) > 500)[0])
        assert g711.pitch(samples[start : start + 6400]) == pytest.approx(440, abs=5)
        keys = [await asyncio.wait_for(answered.ear.keys.get(), HANG) for _ in range(4)]
        assert keys == ["1", "2", "*", "#"]
        await answered.say(g711.tone(1.0, 620).tobytes())
        process.stdin.write(b"go on\n")  # it holds, takes back, and hangs up
        await process.stdin.drain()
        await asyncio.wait_for(answered.finished.wait(), 2 * HANG)
        assert await asyncio.wait_for(process.wait(), HANG) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    back = np.frombuffer((tmp_path / "heard.wav").read_bytes()[44:], np.int16)
    assert g711.loud_seconds(back) > 0.8
    start = int(np.flatnonzero(np.abs(back) > 500)[0])
    assert g711.pitch(back[start : start + 6400]) == pytest.approx(620, abs=5)


@pytest.mark.parametrize("how", ["answer", "decline"])
async def test_pjsua_is_called_for_a_caller(pjsua: Path, how: str, tmp_path: Path) -> None:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        str(pjsua), str(HERE / "pjsua_person.py"), str(port), how, str(tmp_path / "heard.wav"),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout
    try:
        async with asyncio.timeout(HANG):
            while (await process.stdout.readline()).strip() != b"ready":  # it prints a line of its own before
                assert process.returncode is None
        async with house(port) as vox, CallingClient() as caller:
            await caller.dial(vox.uri)
            call = await vox.answered()
            ringing = asyncio.create_task(vox.exchange.ring(call, "101", 30.0))
            if how == "decline":
                with pytest.raises(Unreached) as caught:
                    await asyncio.wait_for(ringing, HANG)
                assert caught.value.why == "refused"
                await caller.hang_up()
            else:
                bridge = asyncio.create_task(vox.exchange.join(call, await asyncio.wait_for(ringing, HANG)).run())
                await asyncio.gather(caller.play(g711.tone(2.0, 440).tobytes()), caller.next_voice())
                await caller.next_quiet()
                await caller.hang_up()
                assert await asyncio.wait_for(bridge, HANG) == "caller"
                back = np.frombuffer(await caller.recording(), np.int16)
                start = int(np.flatnonzero(np.abs(back) > 500)[0])
                assert g711.pitch(back[start : start + 6400]) == pytest.approx(620, abs=6)
            await vox.empty()
        assert await asyncio.wait_for(process.wait(), HANG) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if how == "answer":
        heard = np.frombuffer((tmp_path / "heard.wav").read_bytes()[44:], np.int16)
        start = int(np.flatnonzero(np.abs(heard) > 500)[0])
        assert g711.pitch(heard[start : start + 6400]) == pytest.approx(440, abs=6)
