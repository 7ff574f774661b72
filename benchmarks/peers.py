"""The peers that poll feeds as well: PyPI's `reader` and Debian's newsboat, each at its best setting."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measured import Measured

HERE = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "syndicator-benchmarks"
REQUIREMENTS = HERE / "reader_requirements.txt"
READER_NEEDS = (3, 12)
READER_WORKERS = (1, 2, 8)
NEWSBOAT_THREADS = (2, 8)
TRIED_WITH = 100
"""So many feeds tell which setting is the best."""
NEWSBOAT_MISSING = "newsboat is not on PATH: apt-get install newsboat"
READER_MISSING = "reader needs Python 3.12 or newer: put python3.12 or python3.13 on PATH"


def reader_python() -> str | None:
    """Return the interpreter of an environment that holds `reader`, made where there is none; None without Python."""
    environment = CACHE / "reader"
    python = environment / "bin" / "python"
    stamp = environment / REQUIREMENTS.name
    if stamp.exists() and stamp.read_text() == REQUIREMENTS.read_text():
        return str(python)
    newer = _newer_python()
    if newer is None:
        return None
    subprocess.run([newer, "-m", "venv", "--clear", str(environment)], check=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--requirement", str(REQUIREMENTS)]
    subprocess.run(install, check=True)
    shutil.copy(REQUIREMENTS, stamp)
    return str(python)


def _newer_python() -> str | None:
    managed = sorted((Path.home() / ".pyenv" / "versions").glob("3.*/bin/python"))
    found = [sys.executable, *filter(None, map(shutil.which, ("python3.13", "python3.12"))), *map(str, managed)]
    return next((python for python in found if _version(python) >= READER_NEEDS), None)


def _version(python: str) -> tuple[int, ...]:
    """Return an interpreter's version, (0,) for one that does not start: a version manager's shim may lead nowhere."""
    command = [python, "-c", "import sys; print(*sys.version_info[:2])"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    return tuple(map(int, told.stdout.split())) if told.returncode == 0 else (0,)


def reader(python: str, addresses: Sequence[str]) -> tuple[Measured, Measured]:
    """Return what `reader` takes for a first poll and for one that brings nothing new."""
    tried = {workers: _reader(python, addresses[:TRIED_WITH], workers) for workers in READER_WORKERS}
    firsts, agains = ({workers: polls[place].rate for workers, polls in tried.items()} for place in (0, 1))
    best_first, best_again = max(firsts, key=firsts.__getitem__), max(agains, key=agains.__getitem__)
    first, again = _reader(python, addresses, best_first)
    if best_again != best_first:
        _, again = _reader(python, addresses, best_again)
    return first, again


def _reader(python: str, addresses: Sequence[str], workers: int) -> tuple[Measured, Measured]:
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "addresses"
        listed.write_text("\n".join(addresses))
        command = [python, str(HERE / "reader_peer.py"), str(Path(folder) / "reader.db"), str(listed), str(workers)]
        told = subprocess.run(command, check=True, capture_output=True, text=True)
    first, again = (Measured(**json.loads(line)) for line in told.stdout.splitlines())
    return first, again


def newsboat(addresses: Sequence[str]) -> Measured | None:
    """Return what newsboat takes for a first poll; None where it is not installed."""
    if shutil.which("newsboat") is None:
        return None
    tried = {threads: _newsboat(addresses[:TRIED_WITH], threads).rate for threads in NEWSBOAT_THREADS}
    return _newsboat(addresses, max(tried, key=tried.__getitem__))


def _newsboat(addresses: Sequence[str], threads: int) -> Measured:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "urls").write_text("\n".join(addresses) + "\n")
        (folder / "config").write_text(f"reload-threads {threads}\nauto-reload no\n")
        files = [f"--{kind}={folder / file}" for kind, file in _NEWSBOAT_FILES]
        began = time.monotonic()
        process = subprocess.Popen(["newsboat", *files, "-x", "reload"], env={**os.environ, "HOME": name})
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, "newsboat")
    cpu_s = usage.ru_utime + usage.ru_stime
    return Measured(feeds=len(addresses), wall_s=wall_s, cpu_s=cpu_s, peak_mb=usage.ru_maxrss / 1024)


_NEWSBOAT_FILES = (("url-file", "urls"), ("cache-file", "cache.db"), ("config-file", "config"))
