"""The reference server of the AT Protocol, started on loopback with one account; needs Node 18 or newer and npm."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.outside import Answer, Asked, outside
from tests.servers import free_port

VERSION = "0.4.217"
"""The last one that runs on Node 20."""
HOME = Path(__file__).resolve().parents[2] / ".stand-ins" / "bluesky"
HANDLE, PASSWORD = "humas.test", "rahasia-sekali-untuk-uji"
START = """
const pds = require("@atproto/pds");
(async () => {
  const env = pds.readEnv();
  const server = await pds.PDS.create(pds.envToCfg(env), pds.envToSecrets(env));
  await server.start();
  console.log("ready");
})().catch((error) => { console.error(error); process.exit(1); });
"""


@dataclass(frozen=True)
class Account:
    url: str
    did: str


def install() -> None:
    """Install the server once."""
    if (HOME / "node_modules" / "@atproto" / "pds" / "dist").is_dir():
        return
    HOME.mkdir(parents=True, exist_ok=True)
    wanted = {"private": True, "dependencies": {"@atproto/pds": VERSION}, "allowScripts": {"better-sqlite3": True}}
    (HOME / "package.json").write_text(json.dumps(wanted))
    subprocess.run(["npm", "install", "--no-audit", "--no-fund"], cwd=HOME, check=True, timeout=800)


@contextmanager
def server(folder: Path) -> Iterator[Account]:
    """Start a server with an empty account."""
    install()
    with outside() as directory:
        directory.answers["*"] = _directory
        port = free_port()
        starting = subprocess.Popen(
            [shutil.which("node") or "node", "-e", START],
            cwd=HOME,
            env=os.environ | _settings(folder, port, directory.url),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        with starting as running:
            try:
                assert running.stdout is not None
                first = running.stdout.readline()
                assert first == "ready\n", first + running.stdout.read()
                yield _account(f"http://127.0.0.1:{port}")
            finally:
                running.terminate()


def _directory(asked: Asked) -> Answer:
    """A directory of names that takes whatever it is told, and knows nothing."""
    return Answer(200) if asked.method == "POST" else Answer(404)


def _settings(folder: Path, port: int, directory: str) -> dict[str, str]:
    for name in ("rows", "blobs"):
        (folder / name).mkdir()
    return {
        "LOG_ENABLED": "0",
        "PDS_ADMIN_PASSWORD": secrets.token_hex(16),
        "PDS_BLOBSTORE_DISK_LOCATION": str(folder / "blobs"),
        "PDS_DATA_DIRECTORY": str(folder / "rows"),
        "PDS_DEV_MODE": "true",
        "PDS_DID_PLC_URL": directory,
        "PDS_DISABLE_SSRF_PROTECTION": "true",
        "PDS_DPOP_SECRET": secrets.token_hex(32),
        "PDS_HOSTNAME": "localhost",
        "PDS_INVITE_REQUIRED": "false",
        "PDS_JWT_SECRET": secrets.token_hex(16),
        "PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX": secrets.token_hex(32),
        "PDS_PORT": str(port),
        "PDS_RATE_LIMITS_ENABLED": "true",
    }


def _account(url: str) -> Account:
    told = {"handle": HANDLE, "email": "humas@uji.test", "password": PASSWORD}
    answer = httpx.post(f"{url}/xrpc/com.atproto.server.createAccount", json=told, timeout=20)
    answer.raise_for_status()
    return Account(url, answer.json()["did"])
