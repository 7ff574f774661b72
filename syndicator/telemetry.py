"""Logs: one line an event, as text for people or JSON for machines. Secrets never come here."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal, TextIO, cast
from uuid import uuid4

import structlog
from structlog.contextvars import bind_contextvars, reset_contextvars
from structlog.typing import EventDict, FilteringBoundLogger, Processor

LogFormat = Literal["text", "json"]


def logger(name: str) -> FilteringBoundLogger:
    """Return the logger of a module. Events are words with underscores, all else are named fields."""
    return cast("FilteringBoundLogger", structlog.get_logger(name))


def new_trace() -> str:
    """Return a new name for one way through the service: a trace id of W3C Trace Context, 32 hex digits."""
    return uuid4().hex


@contextmanager
def following(trace: str | None) -> Iterator[None]:
    """Have all that is logged meanwhile carry a trace; None, of what was stored before there were any, carries none."""
    if trace is None:
        yield
        return
    tokens = bind_contextvars(trace=trace)
    try:
        yield
    finally:
        reset_contextvars(**tokens)


def configure_logs(log_format: LogFormat, *, level: int = logging.INFO) -> None:
    """Send all logs, those of libraries too, to standard error in one form."""
    stamped = structlog.processors.TimeStamper(fmt="iso", utc=True)
    _out.stream, _out.renderers = sys.stderr, _renderers(log_format)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            _add_name,
            stamped,
            _render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_Line,
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers = [_handler_of_libraries([stamped], _out.renderers)]
    root.setLevel(level)
    for chatty in ("httpx", "httpcore", "alembic", "amqp", "kombu", "celery"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


@dataclass(slots=True)
class _Out:
    """Where lines go, and in which form; loggers that were used before know of a change."""

    stream: TextIO = sys.stderr
    renderers: Sequence[Processor] = ()


_out = _Out()


@dataclass(frozen=True, slots=True)
class _Line:
    """
    Writes lines of one module, each in one piece.

    Ours do not go by the logging module, for each delivery writes one: that way it would cost five times as much.
    """

    name: str = ""

    def write(self, line: str) -> None:
        with suppress(OSError, ValueError):  # a full disk or a closed pipe stops no delivery, and can be told nowhere
            _out.stream.write(f"{line}\n")
            _out.stream.flush()

    debug = info = warning = error = critical = write


def _add_name(line: _Line, _method: str, event: EventDict) -> EventDict:
    event["logger"] = line.name
    return event


def _render(line: _Line, method: str, event: EventDict) -> str:
    told: Any = event
    for renderer in _out.renderers:
        told = renderer(line, method, told)
    return str(told)


def _renderers(log_format: LogFormat) -> list[Processor]:
    if log_format == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
    ]


def _handler_of_libraries(more: Sequence[Processor], renderers: Sequence[Any]) -> logging.Handler:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                *more,
            ],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
        )
    )
    return handler
