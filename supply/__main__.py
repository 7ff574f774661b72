"""
Tell what the service depends on.

    python -m supply sbom      # build/sbom.json (CycloneDX) and docs/licences.md
    python -m supply audit     # what is known against the locked packages; needs PyPI

Both read uv.lock alone for versions, by uv itself, and packages of the running service only.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from supply import licences
from supply.audit import audit
from supply.locked import PROJECT, runtime_names

BUILD = PROJECT / "build"


def main() -> int:
    """Do what the one argument says; 2 for anything else."""
    BUILD.mkdir(exist_ok=True)
    if sys.argv[1:] == ["sbom"]:
        return _sbom()
    if sys.argv[1:] == ["audit"]:
        audited = audit(_exported("requirements.txt", BUILD / "requirements.txt"))
        print(audited.words)
        return 0 if audited.passes else 1
    print(__doc__, file=sys.stderr)
    return 2


def _sbom() -> int:
    try:
        known = licences.all_of(runtime_names())
    except LookupError as error:
        print(error, file=sys.stderr)
        return 1
    path = _exported("cyclonedx1.5", BUILD / "sbom.json")
    bill = json.loads(path.read_text(encoding="utf-8"))
    for component in bill["components"]:
        component["licenses"] = [_licence(known[component["name"]])]
    path.write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8")
    (PROJECT / "docs" / "licences.md").write_text(licences.page(known), encoding="utf-8")
    print(f"{len(bill['components'])} components in {path.relative_to(PROJECT)}, their licences in docs/licences.md")
    return 0


def _licence(expression: str) -> dict[str, Any]:
    """Return a licence as CycloneDX writes it: names by themselves, expressions apart."""
    return {"expression": expression} if " " in expression else {"license": {"id": expression}}


def _exported(form: str, path: Path) -> Path:
    """Write what is locked for the running service to a file, in a form that uv knows."""
    program = [str(Path(sys.executable).parent / "uv"), "--no-config", "export", "--quiet", "--locked", "--offline"]
    which = ["--python", sys.executable, "--no-default-groups", "--no-emit-project"]
    written = ["--format", form, "--output-file", str(path)]
    subprocess.run([*program, *which, *written], check=True, stdout=subprocess.DEVNULL, cwd=PROJECT)
    return path


if __name__ == "__main__":
    sys.exit(main())
