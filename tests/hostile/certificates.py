"""Certificates that should not be believed, made by openssl for one test run."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Shown:
    """A certificate with its key in one file; `context` serves it."""

    path: Path

    @property
    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path)
        return context


def make(folder: Path, name: str, *, subject: str = "IP:127.0.0.1", days: int = 30) -> Shown:
    """A certificate that vouches for itself; with -1 days it ended yesterday."""
    key, question, shown = (folder / f"{name}.{kind}" for kind in ("key", "csr", "crt"))
    extensions = folder / f"{name}.cnf"
    extensions.write_text(f"subjectAltName={subject}\nbasicConstraints=CA:TRUE\n")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    _openssl("req", "-new", *curve, "-subj", f"/CN={name}", "-keyout", key, "-out", question)
    signing: list[str | Path] = ["-req", "-in", question, "-signkey", key, "-days", str(days), "-extfile", extensions]
    _openssl("x509", *signing, "-out", shown)
    both = folder / f"{name}.pem"
    both.write_bytes(key.read_bytes() + shown.read_bytes())
    return Shown(both)


def _openssl(*arguments: str | Path) -> None:
    program = shutil.which("openssl")
    assert program is not None, "this test makes certificates with openssl: apt-get install openssl"
    subprocess.run([program, *map(str, arguments)], check=True, capture_output=True)
