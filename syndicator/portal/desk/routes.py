"""The routes of the desk, each behind the door by its name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import APIRouter, Depends

from syndicator.bootstrap.service import Service
from syndicator.portal.desk.access import Door, genuine
from syndicator.portal.desk.checking import Checking
from syndicator.portal.desk.corrections import Corrections
from syndicator.portal.desk.coverage import CoverageBoard
from syndicator.portal.desk.decisions import Decisions
from syndicator.portal.desk.exports import Exports
from syndicator.portal.desk.fanout import FanOut
from syndicator.portal.desk.gate import access_router
from syndicator.portal.desk.inbox import Inbox
from syndicator.portal.desk.queue import Queue
from syndicator.portal.desk.rules import RulePages
from syndicator.portal.desk.schedule import Schedule
from syndicator.portal.desk.shell import DeskPages
from syndicator.portal.desk.source import SourcePage
from syndicator.portal.desk.sources import Sources
from syndicator.portal.desk.stories import Stories
from syndicator.portal.desk.views import Views
from syndicator.portal.desk.writing import Writing
from syndicator.portal.pages import Pages


def desk_router(service: Service, pages: Pages) -> APIRouter:
    """Return the routes."""
    door = Door(service)
    corrections = Corrections(service)
    desk_pages = DeskPages(service, pages)
    views, fan_out = Views(service, desk_pages, corrections.offers), FanOut(service, desk_pages)
    decisions = Decisions(service)
    sources, source = Sources(service, desk_pages), SourcePage(service, desk_pages)
    checking, rules = Checking(service, desk_pages), RulePages(service, desk_pages)
    coverage, exports = CoverageBoard(service, pages, desk_pages), Exports(service, pages, desk_pages)
    writing, schedule = Writing(service, desk_pages, pages), Schedule(service, desk_pages)
    inbox, stories = Inbox(service, desk_pages, door), Stories(service, desk_pages, door)
    router = APIRouter(include_in_schema=False, lifespan=_ending(inbox))
    router.include_router(access_router(service, pages, desk_pages, door))
    for name, path, shown in (
        ("desk.inbox", "/desk", inbox.page),
        ("desk.held", "/desk/held", Queue(service, desk_pages).held),
        ("desk.story", "/desk/stories/{story_id}", stories.page),
        ("desk.compare", "/desk/compare", stories.compare),
        ("desk.bulletin", "/desk/bulletins/{bulletin_id}", views.bulletin),
        ("desk.previews", "/desk/bulletins/{bulletin_id}/previews", fan_out.previews),
        ("desk.sheet", "/desk/bulletins/{bulletin_id}/edit", writing.sheet),
        ("desk.schedule_page", "/desk/bulletins/{bulletin_id}/schedule", schedule.page),
        ("desk.deliveries", "/desk/deliveries", fan_out.deliveries),
        ("desk.channels", "/desk/channels", fan_out.channels),
        ("desk.trial", "/desk/channels/{name}/test", fan_out.trial),
        ("desk.sources", "/desk/sources", sources.listing),
        ("desk.source_form", "/desk/sources/add", checking.form),
        ("desk.source", "/desk/sources/{source_id}", source.source),
        ("desk.rules", "/desk/rules", rules.rules),
        ("desk.coverage", "/desk/coverage", coverage.board),
        ("desk.coverage_day", "/desk/coverage/day", coverage.day),
        ("desk.exports", "/desk/exports", exports.page),
        ("desk.export_csv", "/desk/exports/bulletins.csv", exports.csv),
        ("desk.export_xlsx", "/desk/exports/bulletins.xlsx", exports.xlsx),
        ("desk.report", "/desk/exports/weekly.pdf", exports.weekly),
        ("desk.rules_form", "/desk/rules/replay", rules.form),
    ):
        guards = [Depends(door.opener(name))]
        router.add_api_route(path, shown, methods=["GET", "HEAD"], name=name, dependencies=guards)
    guards = [Depends(door.opener("desk.live"))]
    router.add_api_route("/desk/live", inbox.live, methods=["GET"], name="desk.live", dependencies=guards)
    for name, path, decided in (
        ("desk.release", "/desk/bulletins/{bulletin_id}/release", decisions.release),
        ("desk.hold", "/desk/bulletins/{bulletin_id}/hold", decisions.hold),
        ("desk.mask", "/desk/bulletins/{bulletin_id}/mask", decisions.mask),
        ("desk.reroute", "/desk/bulletins/{bulletin_id}/reroute", decisions.reroute),
        ("desk.merge_marked", "/desk/stories/merge", stories.merge_marked),
        ("desk.pin", "/desk/stories/{story_id}/pin", stories.pin),
        ("desk.unpin", "/desk/stories/{story_id}/unpin", stories.unpin),
        ("desk.split", "/desk/stories/{story_id}/split", stories.split),
        ("desk.merge", "/desk/stories/{story_id}/merge", stories.merge),
        ("desk.reject", "/desk/bulletins/{bulletin_id}/reject", decisions.reject),
        ("desk.withdraw", "/desk/bulletins/{bulletin_id}/withdraw", decisions.withdraw),
        ("desk.correct", "/desk/bulletins/{bulletin_id}/correct", corrections.correct),
        ("desk.retry", "/desk/deliveries/{delivery_id}/retry", decisions.retry),
        ("desk.settle", "/desk/deliveries/{delivery_id}/settle", decisions.settle),
        ("desk.stop", "/desk/deliveries/{delivery_id}/stop", decisions.stop),
        ("desk.rewrite", "/desk/bulletins/{bulletin_id}/edit", writing.rewrite),
        ("desk.phrase", "/desk/bulletins/{bulletin_id}/texts", writing.phrase),
        ("desk.unphrase", "/desk/bulletins/{bulletin_id}/texts/remove", writing.unphrase),
        ("desk.count", "/desk/bulletins/{bulletin_id}/count", writing.count),
        ("desk.schedule", "/desk/deliveries/{delivery_id}/schedule", schedule.schedule),
        ("desk.schedule_all", "/desk/bulletins/{bulletin_id}/schedule", schedule.schedule_all),
        ("desk.send_now", "/desk/deliveries/{delivery_id}/now", schedule.send_now),
        ("desk.send_all_now", "/desk/bulletins/{bulletin_id}/now", schedule.send_all_now),
        ("desk.stop_all", "/desk/bulletins/{bulletin_id}/stop", schedule.stop_all),
        ("desk.retry_all", "/desk/channels/{name}/retry", decisions.retry_all),
        ("desk.pause", "/desk/channels/{name}/pause", decisions.pause),
        ("desk.resume", "/desk/channels/{name}/resume", decisions.resume),
        ("desk.test", "/desk/channels/{name}/test", fan_out.test),
        ("desk.source_check", "/desk/sources/add", checking.check),
        ("desk.source_add", "/desk/sources", checking.add),
        ("desk.source_pause", "/desk/sources/{source_id}/pause", source.pause),
        ("desk.source_resume", "/desk/sources/{source_id}/resume", source.resume),
        ("desk.source_poll", "/desk/sources/{source_id}/poll", source.poll),
        ("desk.source_change", "/desk/sources/{source_id}/change", source.change),
        ("desk.rules_replay", "/desk/rules/replay", rules.replay),
    ):
        guards = [Depends(door.opener(name)), Depends(genuine)]
        router.add_api_route(path, decided, methods=["POST"], name=name, dependencies=guards)
    return router


def _ending(inbox: Inbox) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """Return what lets all who follow the inbox go when the application ends."""

    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        yield
        await inbox.close()

    return lifespan
