"""What we depend on is listed, under licences that we accept, and an audit that saw nothing is not called clear."""

from __future__ import annotations

import json

import pytest

from supply.audit import UNREACHED, judge
from supply.licences import accepted, all_of, listed
from supply.locked import PROJECT, runtime_names

FAULT = {"id": "PYSEC-1", "fix_versions": ["2.0"]}
CLEAR, SKIPPED = {"name": "one", "version": "1.0", "vulns": []}, {"name": "two", "skip_reason": "not found"}


def test_the_page_of_licences_lists_what_is_locked_under_licences_that_are_accepted() -> None:
    found = listed((PROJECT / "docs/licences.md").read_text(encoding="utf-8"))
    assert set(found) == runtime_names(), "run make sbom"
    assert {name: told for name, told in found.items() if not accepted(told)} == {}
    assert {"celery", "redis", "fastapi", "numpy"} <= set(found)
    assert {"pytest", "ruff", "pip-audit"}.isdisjoint(found)


def test_an_expression_needs_one_side_of_each_or_and_all_of_each_and() -> None:
    assert all(map(accepted, ("MIT", "GPL-3.0-only OR MIT", "MIT AND Zlib", "LGPL-3.0-only")))
    assert not any(map(accepted, ("GPL-3.0-only", "MIT AND SSPL-1.0", "", "(MIT OR GPL-3.0-only)")))
    with pytest.raises(LookupError, match=r"no licence of no-such-package .*supply/licences\.toml"):
        all_of(["celery", "no-such-package"])


@pytest.mark.parametrize(
    ("told", "errors", "passes", "words"),
    [
        ([CLEAR], "", True, "1 packages audited"),
        ([CLEAR, {**CLEAR, "vulns": [FAULT]}], "", False, "one 1.0: PYSEC-1, mended in 2.0\n2 packages audited"),
        ([CLEAR, SKIPPED], "", False, "two was not looked at\n1 packages audited"),
        ([SKIPPED], "", True, UNREACHED),
        (None, "requests.exceptions.ProxyError: …", True, UNREACHED),
        (None, "no such file", False, "pip-audit failed:\nno such file"),
    ],
)
def test_an_audit_fails_on_what_it_finds_and_on_what_it_left_out(
    told: list[object] | None, errors: str, *, passes: bool, words: str
) -> None:
    audited = judge("" if told is None else json.dumps({"dependencies": told}), errors)
    assert (audited.passes, audited.words) == (passes, words)
