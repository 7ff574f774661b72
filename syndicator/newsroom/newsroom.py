"""The newsroom itself: all sites, brought up to the clock by the events that are due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from syndicator.newsroom.archive import Archive
from syndicator.newsroom.clock import Clock
from syndicator.newsroom.hostile import ANSWERS, HostileSite
from syndicator.newsroom.kinds import Kind, all_kinds
from syndicator.newsroom.options import HostLayout, NewsroomOptions
from syndicator.newsroom.releases import Release
from syndicator.newsroom.schedule import Action, Event, Plan, Schedule, Shares
from syndicator.newsroom.sites import Post, Site, Software, Way
from syndicator.newsroom.style import style_of, way_of
from syndicator.newsroom.units import Unit, choose_units, read_units

INDEX_HOST = "127.0.0.1"
SITES_A_NET = 250


def site_host(index: int) -> str:
    """Return the loopback address of a site in the layout that gives each its own."""
    return f"127.81.{index // SITES_A_NET}.{index % SITES_A_NET + 1}"


def site_base(index: int, slug: str, port: int, hosts: HostLayout) -> str:
    """Return a site's address, without a slash at the end."""
    return f"http://{INDEX_HOST}:{port}/{slug}" if hosts == "one" else f"http://{site_host(index)}:{port}"


class Newsroom:
    """All sites of one newsroom and the truth about what they show."""

    def __init__(self, options: NewsroomOptions, clock: Clock, *, port: int | None = None) -> None:
        """
        Open the newsroom with its backlog already published.

        Args:
            port: the one that was bound, when the options leave it open.
        """
        self.options = options
        self.clock = clock
        self.port = port or options.port
        self.index_base = f"http://{INDEX_HOST}:{self.port}"
        self.epoch = (options.epoch or datetime.now(UTC)).replace(microsecond=0)
        self.publications: dict[int, list[tuple[Site, Post]]] = {}
        units = choose_units(read_units(options.units_file), options.units, options.seed)
        shares = Shares(options.copies, options.updates, options.deletions)
        self._schedule = Schedule(units, seed=options.seed, rate=options.rate, shares=shares, haste=options.haste)
        self._archive = Archive(self._schedule.plans, units, seed=options.seed, epoch=self.epoch)
        self.sites = self._open_sites(units)
        self.hostile = self._open_hostile_sites() if options.faults == "hostile" else []
        everyone: list[Site | HostileSite] = [*self.sites, *self.hostile]
        self.by_slug = {site.slug: site for site in everyone}
        self.by_host = {site_host(site.index): site for site in everyone}
        self._events: Iterator[Event] = iter(self._schedule)
        self._next: Event | None = next(self._events, None)
        self.catch_up()

    def catch_up(self) -> None:
        """Let everything happen that is due by the clock."""
        if self._next is None or self._next.at > self.clock.offset():
            return
        now = self.clock.offset()
        while self._next is not None and self._next.at <= now:
            self._apply(self._next)
            self._next = next(self._events, None)

    def plan(self, number: int) -> Plan:
        """Return what was planned for a release; KeyError if there is none of that number."""
        return self._schedule.plans[number]

    def kind(self, number: int) -> Kind:
        """Return the kind of a release without composing it."""
        return all_kinds()[self._schedule.plans[number].kind]

    def release(self, number: int) -> Release:
        """Return a release as its unit first wrote it."""
        return self._archive.read(number)

    def shown(self, site: Site, post: Post) -> Release:
        """Return what a post says now, or said last."""
        return self._read(site.index, post)

    def _open_sites(self, units: tuple[Unit, ...]) -> list[Site]:
        taken: set[str] = set()
        sites = []
        for index, unit in enumerate(units):
            slug, copy = unit.slug, 1
            while slug in taken:
                copy += 1
                slug = f"{unit.slug}-{copy}"
            taken.add(slug)
            sites.append(self._open_site(index, slug, unit))
        return sites

    def _open_site(self, index: int, slug: str, unit: Unit) -> Site:
        software: Software = "blogger" if index % 10 == 3 else "wordpress"

        def read(post: Post) -> Release:
            return self._read(index, post)

        return Site(
            index=index,
            slug=slug,
            unit=unit,
            software=software,
            style=style_of(slug, self.options.seed),
            base=site_base(index, slug, self.port, self.options.hosts),
            epoch=self.epoch,
            read=read,
            way=self._way(slug, software),
        )

    def _way(self, slug: str, software: Software) -> Way:
        return "feed" if software == "blogger" else way_of(slug, self.options.seed, feedless=self.options.feedless)

    def _open_hostile_sites(self) -> list[HostileSite]:
        first = len(self.sites)
        return [
            HostileSite(slug, index, site_base(index, slug, self.port, self.options.hosts), self.epoch)
            for index, slug in enumerate(ANSWERS, start=first)
        ]

    def _read(self, index: int, post: Post) -> Release:
        if post.copied:
            return self._archive.read(post.release, site=index, at=post.at, updates=post.updates)
        return self._archive.read(post.release, updates=post.updates)

    def _apply(self, event: Event) -> None:
        site = self.sites[event.site]
        shown = self.publications.setdefault(event.release, [])
        if event.action is Action.PUBLISH:
            title = self._archive.read(event.release).wording.title
            shown.append((site, site.publish(event.release, event.at, title, copied=False, updates=())))
        elif event.action is Action.COPY:
            updates = shown[0][1].updates
            copy = self._archive.read(event.release, site=event.site, at=event.at, updates=updates)
            post = site.publish(event.release, event.at, copy.wording.title, copied=True, updates=updates)
            shown.append((site, post))
        elif not shown[0][1].deleted:
            original = shown[0][1]
            if event.action is Action.UPDATE:
                site.update(original, event.at)
            else:
                site.delete(original, event.at)
