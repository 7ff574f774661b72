"""The service as a command uses it: opened, and closed again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.settings import load
from syndicator.telemetry import configure_logs


@contextmanager
def opened(*, checked: bool = True) -> Iterator[Service]:
    """Build the service for one command; `checked` makes sure that the database fits."""
    settings = load()
    configure_logs(settings.environment.log_format)
    service = build(settings)
    try:
        if checked:
            service.open()
        yield service
    finally:
        service.close()
