"""What every page of the desk shows around its own: who is there, what waits, and what was just done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.model.reach import Reach
from syndicator.portal.desk.access import allowed, inside, login_of, may, reach_in
from syndicator.portal.desk.navigation import sections_for
from syndicator.portal.pages import NOT_AT_ALL, Pages
from syndicator.portal.wording import N_
from syndicator.storage import changes, tallies
from syndicator.storage.changes import Version
from syndicator.tracing import Standing

DONE = "done"
NOTICES = {
    "released": N_("The bulletin is released: the public sees it, and the channels get it once its grace is over."),
    "held": N_("The bulletin is held: nobody outside of the desk sees it, and the channels take it back."),
    "masked": N_("The masked version stands in its place. One that is held still has to be released."),
    "rerouted": N_("The posts are planned anew; what has a post already gets no second one."),
    "pinned": N_("It stands for its story now."),
    "unpinned": N_("Ranks decide again which bulletin stands for the story."),
    "split": N_("The story is split, and stays so."),
    "merged": N_("The stories are one now."),
    "rejected": N_("The bulletin is rejected: nobody outside of the desk sees it."),
    "withdrawn": N_("The bulletin is withdrawn: its page says so, and the channels take it back."),
    "corrected": N_("The verdict is corrected, and the machine learns from it."),
    "retried": N_("The delivery is tried again shortly."),
    "settled": N_("What became of the delivery is written down."),
    "stopped": N_("The post is stopped: it does not go out unless somebody tries it again."),
    "paused": N_("The channel is paused: what is due for it waits."),
    "resumed": N_("The channel is sent to again."),
    "source-added": N_("The source is added, and is polled within seconds."),
    "source-changed": N_("What is said of the source is changed."),
    "source-paused": N_("The source is paused: it is not polled until somebody resumes it."),
    "source-resumed": N_("The source is polled again, and what it brings from now on is believed."),
    "source-asked": N_("The source is polled within seconds. Load the page again to see what came of it."),
    "edited": N_("Title and lead are stored as a new revision. Posts that are out are corrected."),
    "phrased": N_("The channel shows your text. A post that is out is corrected."),
    "unphrased": N_("The channel's template writes again. A post that is out is corrected."),
    "scheduled": N_("The moment is stored. Until then the post can be stopped."),
    "hastened": N_("It goes out within seconds, as far as quiet hours and rates let it."),
    "stopped_all": N_("All that was planned is stopped: nothing of it goes out unless somebody tries it again."),
    "password-changed": N_("Your password is changed. All other logins of yours have ended."),
    "logins-ended": N_("The login has ended."),
    "factor-ended": N_("No second factor is asked for any more."),
    "user-changed": N_("It is changed, and this person is logged out."),
    "token-revoked": N_("The token opens nothing any more."),
    "retried_all": N_("What was given up in the channel is tried again shortly."),
}


@dataclass(frozen=True, slots=True)
class Blocked:
    """A channel whose account does not work, and the variables that hold its secrets."""

    standing: Standing
    variables: str


class DeskPages:
    """Renders pages of the desk; none of them may be stored on the way."""

    def __init__(self, service: Service, pages: Pages) -> None:
        self._database = service.database
        self._keeper = service.keeper
        self._tracing = service.tracing
        self._channels = service.settings.channels
        self._pages = pages
        self._counted: dict[str | None, tuple[Version, Mapping[BulletinState, int]]] = {}

    def answer(self, request: Request, template: str, shown: Mapping[str, object], *, status: int = 200) -> Response:
        """Return a page for who is logged in."""
        login = login_of(request)
        counts = self._counts(reach_in(request))
        around = {
            "user": login.user,
            "csrf": login.csrf_token,
            "sections": sections_for(login.user),
            "decides": may(login.user.role, "desk.release"),
            "allowed": partial(allowed, login.user),
            "counts": counts,
            "held": counts.get(BulletinState.HELD, 0),
            "fault": self._keeper.fault(),
            "blocked": self._blocked(),
            "notice": NOTICES.get(request.query_params.get(DONE, "")),
        }
        return self._pages.answer(request, f"desk/{template}", {**around, **shown}, status=status, cache=NOT_AT_ALL)

    def _counts(self, reach: Reach) -> Mapping[BulletinState, int]:
        """Return how many bulletins within a reach stand in each state; they are counted once for each version."""
        with self._database.read() as connection:
            version, kept = changes.version(connection), self._counted.get(reach.path)
            if kept is not None and kept[0] == version:
                return kept[1]
            counts = tallies.state_counts(connection, reach=reach)
        self._counted[reach.path] = (version, counts)
        return counts

    def _blocked(self) -> list[Blocked]:
        """Return the channels that nothing goes out to until an account works again."""
        broken = [one for one in self._tracing.channels() if one.account.is_broken]
        configured = [(one, self._channels.get(one.name)) for one in broken]
        return [
            Blocked(standing=standing, variables=", ".join(config.secrets.values()))
            for standing, config in configured
            if config is not None and config.enabled
        ]


def done(back: str, word: str) -> Response:
    """Lead back to the page that a form came from, which tells what was done."""
    parts = urlsplit(inside(back))
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != DONE]
    response = RedirectResponse(f"{parts.path}?{urlencode([*kept, (DONE, word)])}", 303)
    response.headers["Cache-Control"] = NOT_AT_ALL
    return response
