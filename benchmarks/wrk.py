"""Load by wrk, and nginx to compare with: both are brought from Debian's packages where this may be done."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

PACKAGES = {"wrk": "wrk", "nginx": "nginx-light"}
_RATE = re.compile(r"Requests/sec:\s+([0-9.]+)")
_P99 = re.compile(r"99%\s+([0-9.]+)(us|ms|s)\b")
_BAD = re.compile(r"Non-2xx or 3xx responses: (\d+)")
_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
NGINX = """daemon off;
worker_processes 1;
error_log stderr error;
pid {folder}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  types {{ application/rss+xml rss; }}
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk tells: requests a second, and within which time 99 of 100 were answered."""

    rate: float
    p99_ms: float


def missing() -> str | None:
    """Bring what is missing; return the word for what cannot be brought, None where all is there."""
    lacking = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    if lacking and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-q", *lacking], check=False, capture_output=True)
        lacking = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    return f"{' and '.join(lacking)}: install with apt-get install {' '.join(lacking)}" if lacking else None


def wrk(address: str, *, seconds: int, connections: int = 16, script: Path | None = None, **headers: str) -> Load:
    """Load an address with as many connections, on one thread."""
    told = [part for name, value in headers.items() for part in ("-H", f"{name.replace('_', '-')}: {value}")]
    paced = ["-s", str(script)] if script else []
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *paced, *told, address]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if bad := _BAD.search(said):
        message = f"{address}: {bad[1]} answers were failures"
        raise RuntimeError(message)
    rate, p99 = _RATE.search(said), _P99.search(said)
    assert rate is not None
    assert p99 is not None
    return Load(float(rate[1]), float(p99[1]) * _MS[p99[2]])


def pace(folder: Path, mean_ms: float) -> Path:
    """Write the script by which each connection rests between its requests, by lot, so long in the mean."""
    file = folder / "pace.lua"
    file.write_text(f"function delay() return math.floor(math.random() * {2 * mean_ms:.3f} + 0.5) end\n")
    return file


def nginx(folder: Path, port: int) -> list[str]:
    """Return the command that serves a folder."""
    file = folder / "nginx.conf"
    file.write_text(NGINX.format(folder=folder, port=port))
    return ["nginx", "-c", str(file), "-p", str(folder)]
