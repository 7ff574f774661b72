"""Stand-ins for services by other people: installed into `.stand-ins/`, started on loopback, ended with the test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.servers import free_port

SHELF = Path(__file__).resolve().parents[2] / ".stand-ins"
INSTALL_TIMEOUT_S, START_TIMEOUT_S = 240, 30

only_when_asked = pytest.mark.skipif(
    os.environ.get("SYNDICATOR_TEST_CHANNELS") != "1",
    reason="installs programs of other people: SYNDICATOR_TEST_CHANNELS=1 asks for it",
)


def node_package(name: str, version: str) -> Path:
    """Return the folder where an npm package can be required, installed there if it is not yet."""
    folder = SHELF / f"{name}-{version}"
    if not (folder / "node_modules" / name).exists():
        npm = shutil.which("npm")
        assert npm, "npm is not on PATH"
        _run([npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), f"{name}@{version}"])
    return folder


def python_program(name: str, version: str) -> Path:
    """Return a program of a PyPI package, installed into an environment of its own if it is not yet."""
    folder = SHELF / f"{name}-{version}"
    program = folder / "bin" / name
    if not program.exists():
        _run([sys.executable, "-m", "venv", str(folder)])
        _run([str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", f"{name}=={version}"])
    return program


@contextmanager
def running(command: Sequence[str], folder: Path, *, port: int | None = None) -> Iterator[str]:
    """Run a server whose command names `PORT`, and yield its address once it answers anything."""
    port = port or free_port()
    with (folder / "stand-in.log").open("wb") as log:
        words = [word.replace("PORT", str(port)) for word in command]
        process = subprocess.Popen(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process, folder / "stand-in.log")
            yield address
        finally:
            process.terminate()
            process.wait(timeout=10)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    ends_at = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            httpx.get(address, timeout=1)
        except httpx.TransportError:
            assert process.poll() is None, log.read_text("utf-8", "replace")
            assert time.monotonic() < ends_at, f"{address} does not answer: {log.read_text('utf-8', 'replace')}"
            time.sleep(0.1)
        else:
            return


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_TIMEOUT_S, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
