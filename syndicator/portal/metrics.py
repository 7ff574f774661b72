"""`/metrics`: how the service does, as Prometheus reads it; the same from every portal."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import TypeVar

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from syndicator import __version__
from syndicator.bootstrap.service import Service
from syndicator.fetch.guard import AddressGuard
from syndicator.observing import Observation
from syndicator.portal.measuring import BEYOND, BUCKETS_S
from syndicator.portal.pages import NOT_AT_ALL
from syndicator.storage.gauges import Gauges

K = TypeVar("K", bound=tuple[str, ...])
PREFIX = "syndicator_"
LOOPBACK = ("127.0.0.0/8", "::1/128")
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
"""Whoever comes through a proxy is not who the connection says."""
REFUSED = (
    "Metrics are told to this machine and to SYNDICATOR_ALLOWED_NETWORKS, or to whoever shows SYNDICATOR_METRICS_TOKEN "
    "as a bearer token.\n"
)
COUNTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "polls": ("Polls of sources by what came of them.", ("result",)),
    "entries": ("Entries that polls and pushes read.", ()),
    "bulletins": ("Bulletins that were added or revised.", ("change",)),
    "deliveries": ("Deliveries by where an attempt brought them.", ("channel", "state")),
    "requests": ("Requests that the portal answered, those for kept feeds left out.", ("area", "method", "status")),
}
"""What is counted, by the names that the tally has for it, and the labels of each."""


class Metrics:
    """Answers the monitoring."""

    def __init__(self, service: Service, looked_s: Callable[[], float]) -> None:
        """Take the service, and what tells how long ago this process looked whether its feeds still hold."""
        environment = service.settings.environment
        self._observing = service.observing
        self._looked_s = looked_s
        self._token = environment.metrics_token
        self._near = AddressGuard((*LOOPBACK, *environment.networks))

    def router(self) -> APIRouter:
        """Return the route."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/metrics", self.tell, methods=["GET", "HEAD"])
        return router

    def tell(self, request: Request) -> Response:
        """Answer with all figures, or refuse."""
        headers = {"Cache-Control": NOT_AT_ALL}
        if not self._may_look(request):
            return PlainTextResponse(REFUSED, 403, headers)
        registry = CollectorRegistry(auto_describe=False)
        registry.register(Seen(self._observing.observe(), self._looked_s()))
        return Response(generate_latest(registry), 200, headers, CONTENT_TYPE_LATEST)

    def _may_look(self, request: Request) -> bool:
        shown = request.headers.get("authorization", "")
        if self._token and hmac.compare_digest(shown.encode(), f"Bearer {self._token}".encode()):
            return True
        if any(name in request.headers for name in FORWARDED) or request.client is None:
            return False
        try:
            return self._near.is_allowed(ip_address(request.client.host))
        except ValueError:
            return False


class Seen(Collector):
    """An observation in the words of Prometheus."""

    def __init__(self, seen: Observation, looked_s: float) -> None:
        self._seen = seen
        self._looked_s = looked_s

    def collect(self) -> Iterator[Metric]:
        """Yield all metrics; those whose source does not answer are missing, and `syndicator_up` tells why."""
        seen = self._seen
        up = {("redis",): seen.counts is not None, ("database",): seen.gauges is not None}
        yield gauge("up", "Whether what every process needs answers.", up, ("part",))
        yield gauge("build_info", "The version that runs.", {(__version__,): 1}, ("version",))
        yield gauge("disk_free_bytes", "Free in the data folder.", {(): seen.free_bytes})
        yield gauge("feed_looked_seconds", "Since this portal looked whether its feeds hold.", {(): self._looked_s})
        if seen.counts is not None:
            yield from counters(seen.counts)
            yield times(seen.counts)
        if seen.gauges is not None:
            yield from standing(seen.gauges, seen.at)
            yield from by_channel(seen.gauges, seen.at, seen.channels)


def counters(counts: Mapping[tuple[str, ...], float]) -> Iterator[Metric]:
    """Yield what was counted."""
    for name, (told, labels) in COUNTERS.items():
        metric = CounterMetricFamily(PREFIX + name, told, labels=labels)
        for key, number in sorted(counts.items()):
            if key[0] == name and len(key) == len(labels) + 1:
                metric.add_metric(key[1:], number)
        yield metric


def times(counts: Mapping[tuple[str, ...], float]) -> Metric:
    """Return how long answers took, by area."""
    metric = HistogramMetricFamily(PREFIX + "request_seconds", "Until the first byte of an answer.", labels=["area"])
    for area in sorted({key[1] for key in counts if key[0] == "request_times"}):
        total, buckets = 0.0, []
        for bound in (*map(str, BUCKETS_S), BEYOND):
            total += counts.get(("request_times", area, bound), 0)
            buckets.append((bound, total))
        metric.add_metric([area], buckets, counts.get(("request_seconds", area), 0))
    return metric


def standing(found: Gauges, now: datetime) -> Iterator[Metric]:
    """Yield how the service stands as a whole."""
    sources = {(state,): number for state, number in found.sources.items()}
    yield gauge("sources", "Sources by state.", sources, ("state",))
    yield gauge("sources_overdue", "Sources that are due for more than a minute.", {(): found.overdue})
    yield gauge("source_lag_seconds", "For so long the source that waits longest is due.", {(): ago(found.due_at, now)})
    yield gauge("held", "Bulletins that wait for the desk.", {(): found.held})
    yield gauge("held_oldest_seconds", "For so long one of them has waited.", {(): ago(found.held_at, now)})
    yield gauge("stories", "Stories so far.", {(): found.stories})
    if found.released_at:
        at = {(): found.released_at.timestamp()}
        yield gauge("last_release_timestamp_seconds", "When the newest bulletin was released.", at)
    if found.beat_at:
        yield gauge("beat_age_seconds", "Since beat rang last.", {(): ago(found.beat_at, now)})


def by_channel(found: Gauges, now: datetime, channels: Iterable[str]) -> Iterator[Metric]:
    """Yield how each channel stands; all that are configured are told, so that nothing is missed that is nought."""
    named = sorted({*channels, *found.queues, *found.unconfirmed})
    depth = {(one,): found.queues[one].depth if one in found.queues else 0 for one in named}
    oldest = {(one,): ago(found.queues[one].oldest_at, now) if one in found.queues else 0 for one in named}
    unknown = {(one,): found.unconfirmed.get(one, 0) for one in named}
    shut = {(one, why): found.shut.get(one) == why for one in named for why in ("paused", "blocked")}
    tokens = {(one,): at.timestamp() for one, at in found.tokens.items()}
    yield gauge("queue_depth", "Deliveries that are due.", depth, ("channel",))
    yield gauge("queue_oldest_seconds", "For so long one of them is due.", oldest, ("channel",))
    yield gauge("unconfirmed", "Deliveries of which nobody knows whether they arrived.", unknown, ("channel",))
    yield gauge("channel_shut", "Whether a channel is paused by the desk, or blocked.", shut, ("channel", "why"))
    yield gauge("token_expires_timestamp_seconds", "When a channel's token ends.", tokens, ("channel",))


def gauge(name: str, told: str, values: Mapping[K, float], labels: tuple[str, ...] = ()) -> Metric:
    """Return a metric that goes up and down."""
    metric = GaugeMetricFamily(PREFIX + name, told, labels=labels)
    for key, value in values.items():
        metric.add_metric(key, float(value))
    return metric


def ago(moment: datetime | None, now: datetime) -> float:
    """Return how many seconds ago a moment was; 0 for none, and for one that a clock puts into the future."""
    return max(now - moment, timedelta(0)).total_seconds() if moment else 0.0
