"""
Spans for OpenTelemetry, if an operator wants them: the way of a release, under the very trace id that its logs carry.

Nothing of OpenTelemetry is imported unless `export` is called, and without it a span costs next to nothing.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from syndicator import __version__

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
    from opentelemetry.trace import Span, Tracer

SERVICE_NAME = "syndicator"
ROOT_DIGITS = 16
"""The first digits of a trace id name its root span, so that every process knows what its own spans hang from."""
_root: ContextVar[str | None] = ContextVar("root", default=None)
_tracers: list[Tracer] = []
_providers: list[TracerProvider] = []


def export(address: str) -> None:
    """
    Send spans to a collector that speaks OTLP over HTTP, from a thread of its own; what does not arrive is dropped.

    Raises:
        ImportError: the extra `telemetry` is not installed.
    """
    exporters = importlib.import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    processors = importlib.import_module("opentelemetry.sdk.trace.export")
    begin(processors.BatchSpanProcessor(exporters.OTLPSpanExporter(endpoint=f"{address.rstrip('/')}/v1/traces")))


def begin(processor: SpanProcessor) -> None:
    """Make spans from now on, and give them to a processor of the SDK; again only after `end`."""
    if _tracers:
        return
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 -- only who wants spans pays for it
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator  # noqa: PLC0415

    class _Ids(RandomIdGenerator):
        def generate_trace_id(self) -> int:
            root = _root.get()
            return super().generate_trace_id() if root is None else int(root, 16)

        def generate_span_id(self) -> int:
            root = _root.get()
            return super().generate_span_id() if root is None else int(root[:ROOT_DIGITS], 16)

    resource = Resource.create({"service.name": SERVICE_NAME, "service.version": __version__})
    provider = TracerProvider(resource=resource, id_generator=_Ids())
    provider.add_span_processor(processor)
    _providers.append(provider)
    _tracers.append(provider.get_tracer(SERVICE_NAME, __version__))


def end() -> None:
    """Give away what was not given yet, and make no more spans."""
    _tracers.clear()
    while _providers:
        _providers.pop().shutdown()


@contextmanager
def span(name: str, trace: str | None, **attributes: str | int) -> Iterator[None]:
    """Tell how long something takes, as a part of a trace; where there is no trace, or nobody listens, tell nothing."""
    if not _tracers or trace is None:
        yield
        return
    began = time.time_ns()
    try:
        yield
    finally:
        told(name, trace, began_ns=began, is_root=False, **attributes)


def told(name: str, trace: str | None, *, began_ns: int, is_root: bool = False, **attributes: str | int) -> None:
    """Tell of something that ends now; the root of a trace is told once, by the poll that gave it its name."""
    if not _tracers or trace is None:
        return
    marked = _root.set(trace if is_root else None)
    try:
        _started(name, trace, began_ns, is_root=is_root, **attributes).end()
    finally:
        _root.reset(marked)


def _started(name: str, trace: str, began_ns: int, *, is_root: bool, **attributes: str | int) -> Span:
    from opentelemetry import trace as otel  # noqa: PLC0415 -- begun already where this is called
    from opentelemetry.context import Context  # noqa: PLC0415

    context = Context()
    if not is_root:
        parent = otel.SpanContext(
            trace_id=int(trace, 16),
            span_id=int(trace[:ROOT_DIGITS], 16),
            is_remote=True,
            trace_flags=otel.TraceFlags(otel.TraceFlags.SAMPLED),
        )
        context = otel.set_span_in_context(otel.NonRecordingSpan(parent), context)
    return _tracers[0].start_span(name, context, start_time=began_ns, attributes=dict(attributes))
