"""What is known against the packages that are locked, by pip-audit; what it did not look at counts, too."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

UNREACHED = "the advisory database does not answer here: nothing was audited – run it again where PyPI can be reached"


@dataclass(frozen=True, slots=True)
class Audited:
    """What an audit told: the words for people, and whether it may pass."""

    words: str
    passes: bool


def audit(requirements: Path) -> Audited:
    """Audit a file of pinned requirements."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(requirements)]
    options = ["--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    return judge(done.stdout, done.stderr)


def judge(report: str, errors: str) -> Audited:
    """
    Tell what pip-audit's report (its JSON) means.

    It ends well, too, where every package was skipped, so the exit code alone would call nothing audited all clear. A
    run without a report passes only if what it says is that it did not reach the service.
    """
    if not report.strip() and _unreached(errors):
        return Audited(UNREACHED, passes=True)
    if not report.strip():
        return Audited(f"pip-audit failed:\n{errors}", passes=False)
    told = json.loads(report)["dependencies"]
    skipped = [one["name"] for one in told if "skip_reason" in one]
    if told and len(skipped) == len(told):
        return Audited(UNREACHED, passes=True)
    lines = [*_faults(told), *(f"{name} was not looked at" for name in skipped)]
    return Audited("\n".join([*lines, f"{len(told) - len(skipped)} packages audited"]), passes=not lines)


def _unreached(errors: str) -> bool:
    return "requests.exceptions." in errors or "Could not connect to" in errors


def _faults(told: list[dict[str, Any]]) -> Iterator[str]:
    for one in told:
        for fault in one.get("vulns", []):
            mended = ", ".join(fault["fix_versions"]) or "no version yet"
            yield f"{one['name']} {one['version']}: {fault['id']}, mended in {mended}"
