"""Sources as the TOML that an import reads (`config/sources/*.toml`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from syndicator.model.source import SourceConfig, SourceKind


def render(configs: Iterable[SourceConfig]) -> bytes:
    """Return a table for each source, with only what differs from what is usual."""
    return "\n".join("\n".join(_lines(config)) + "\n" for config in configs).encode()


def _lines(config: SourceConfig) -> Iterator[str]:
    yield "[[source]]"
    yield f"address = {_string(config.address)}"
    if config.unit is not None:
        yield f"unit = {_string(config.unit)}"
    if config.kind is not SourceKind.FEED:
        yield f"kind = {_string(config.kind.value)}"
    if not config.trusted:
        yield "trusted = false"
    if config.every is not None:
        yield f'every = "{f"{config.every.total_seconds():f}".rstrip("0").rstrip(".")}s"'
    if config.language != "id":
        yield f"language = {_string(config.language)}"
    for name in ("tls_exception", "selector"):
        if (value := getattr(config, name)) is not None:
            yield f"{name} = {_string(value)}"


def _string(text: str) -> str:
    """Return a basic string of TOML, whose escapes are those of JSON but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
