"""Licences of the packages that are installed, as SPDX names, and the page that lists them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

RULES = tomllib.loads((Path(__file__).parent / "licences.toml").read_text(encoding="utf-8"))
FREE, WEAK = frozenset(RULES["free"]), frozenset(RULES["weak"])
HEAD = """\
# Licences
All that the running service is built on, by `make sbom`; `build/sbom.json` names the versions, as CycloneDX. A test
compares this page with `uv.lock`, and refuses a licence that `supply/licences.toml` does not accept.

Packages under LGPL and MPL are used unchanged and installed apart, so that anybody may put another version in their
place. What others made and this tree carries itself stands in [NOTICE](../NOTICE) (names of districts, MIT) and in
`syndicator/exporting/fonts/OFL.txt` (Noto Sans, SIL Open Font License 1.1).

| package | licence |
|---|---|
"""


def licence(name: str) -> str:
    """Return the licence of a package; raise LookupError with the mend if nothing tells it as SPDX does."""
    if name in RULES["said"]:
        return str(RULES["said"][name])
    told = _told(name)
    if told is None or not accepted(told):
        raise LookupError(f"no licence of {name} that we accept is known ({told}) – see supply/licences.toml")
    return told


def _told(name: str) -> str | None:
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    return next((told[field] for field in ("License-Expression", "License") if field in told), None)


def accepted(expression: str) -> bool:
    """Tell whether one side of each OR holds accepted licences only; expressions with brackets are not."""
    return any(set(side.split(" AND ")) <= FREE | WEAK for side in expression.split(" OR "))


def page(licences: Mapping[str, str]) -> str:
    """Return the page that lists them."""
    return HEAD + "".join(f"| {name} | {licences[name]} |\n" for name in sorted(licences))


def listed(text: str) -> dict[str, str]:
    """Return the packages with their licences that a page lists."""
    return dict(re.findall(r"^\| ([a-z0-9-]+) \| (.+) \|$", text.removeprefix(HEAD), re.MULTILINE))


def all_of(names: Iterable[str]) -> dict[str, str]:
    """Return each package's licence; raise one LookupError that names all which are not known."""
    found, unknown = {}, []
    for name in names:
        try:
            found[name] = licence(name)
        except LookupError as error:
            unknown.append(str(error))
    if unknown:
        raise LookupError("\n".join(unknown))
    return found
