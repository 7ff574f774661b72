"""Logs: one line an event, as text for people or JSON for machines. Secrets never come here."""

from __future__ import annotations

import logging
import sys
from typing import Any, Literal, cast

import structlog
from structlog.typing import Processor

LogFormat = Literal["text", "json"]


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module. Events are words with underscores, all else are named fields."""
    return cast("structlog.stdlib.BoundLogger", structlog.get_logger(name))


def configure_logs(log_format: LogFormat, *, level: int = logging.INFO) -> None:
    """Send all logs, those of libraries too, to standard error in one form."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers = [_handler(log_format, shared)]
    root.setLevel(level)
    for chatty in ("httpx", "httpcore", "alembic", "amqp", "kombu", "celery"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _handler(log_format: LogFormat, shared: list[Processor]) -> logging.Handler:
    renderers: list[Any] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if log_format == "json"
        else [
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
        ]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
        )
    )
    return handler
