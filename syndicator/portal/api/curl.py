"""How an operation of the API is tried from a shell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

PLACES = {"uid": "0b7c5e0e-4a57-4d0e-8a3a-5f6f4d1c2b3a", "slug": "polda-kalimantan-timur", "name": "kanal"}
"""What stands in a path where the document gives no example; all else is a number."""


def curl_of(base: str, path: str, method: str, told: Mapping[str, Any]) -> str:
    """Return the command, a line for each of its options."""
    lines = [f"curl{'' if method == 'GET' else f' -X {method}'} '{base}{_place(path)}{_query(told)}'", *_options(told)]
    return " \\\n  ".join(lines)


def _place(path: str) -> str:
    if path.startswith("/api/v1/topics/"):
        return path.replace("{slug}", "narkoba")
    return re.sub(r"{(\w+)}", lambda name: PLACES.get(name[1], "17"), path)


def _query(told: Mapping[str, Any]) -> str:
    shown = [
        f"{one['name']}={quote(str(one['schema']['examples'][0]), safe=':')}"
        for one in told["parameters"]
        if one["in"] == "query" and one["schema"].get("examples")
    ]
    return f"?{'&'.join(shown)}" if shown else ""


def _options(told: Mapping[str, Any]) -> Iterator[str]:
    if told["security"]:
        yield '-H "Authorization: Bearer $TOKEN"'
    for one in told["parameters"]:
        if one["in"] == "header" and "example" in one:
            yield f"-H '{one['name']}: {one['example']}'"
    content = told.get("requestBody", {}).get("content", {}).get("application/json")
    if content:
        body = json.dumps(content["example"], ensure_ascii=False, indent=2).replace("'", "’")
        yield "-H 'Content-Type: application/json'"
        yield f"--data '{body}'"
