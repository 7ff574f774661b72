"""
Publishing in two steps, as Instagram and Threads have it: a container is made, and once it is ready it is published.

Nothing is public before the second step, so that whatever goes wrong before it may be tried again. A container that
is never published ends by itself after 24 hours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import httpx

from syndicator.deliver.answers import Refusal
from syndicator.deliver.channel import Post
from syndicator.deliver.graph.account import Account
from syndicator.deliver.graph.faults import GraphFault
from syndicator.deliver.graph.finding import Shelf, find
from syndicator.deliver.graph.patience import Patience, Timer
from syndicator.deliver.graph.reading import fields_of, number_of, rows_of
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.receipt import Receipt
from syndicator.telemetry import logger

Form = Mapping[str, str]

WAITS_S = (1.0, 2.0, 4.0, 8.0)
"""Between the questions whether a container is ready; a picture usually takes a few seconds."""

LISTED_AFTER_S = (0.0, 2.0)
"""Before the looks for a post that is surely out."""

NOT_READY = timedelta(minutes=1)
NOT_LISTED = timedelta(minutes=10)
QUOTA_USED_UP = timedelta(hours=1)
"""The quota's window rolls over a day, so that room comes back bit by bit."""

log = logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """
    A service's names: of paths below the user, and of fields of a container.

    Args:
        make, publish, quota: paths.
        status, reason: fields.
    """

    make: str
    publish: str
    quota: str
    status: str
    reason: str


class Press:
    """Publishes for one user of a service."""

    def __init__(self, account: Account, user: str, edges: Edges, shelf: Shelf, timer: Timer) -> None:
        self._account = account
        self._user = user
        self._edges = edges
        self._shelf = shelf
        self._timer = timer

    def request(self, form: Form) -> httpx.Request:
        """Return the request that makes a container: it carries all that will be public."""
        return self._account.request("POST", f"{self._user}/{self._edges.make}", form)

    def publish(self, post: Post, forms: Sequence[Form]) -> Outcome:
        """Publish the first form whose picture the service takes."""
        patience = Patience(self._timer)
        try:
            left = self._quota_left()
            container = self._container(forms, patience)
        except GraphFault as fault:
            return fault.before_posting()
        if patience.is_over():
            return Postponed("its preparation took too long", cause=Cause.OURS)
        request = self._account.request("POST", f"{self._user}/{self._edges.publish}", {"creation_id": container})
        try:
            name, pause = self._account.publish(request)
        except GraphFault as fault:
            return self._settled(fault, container, post)
        if left == 1:
            pause = max(pause or QUOTA_USED_UP, QUOTA_USED_UP)
        return Delivered(Receipt(name, self._account.address(name)), pause)

    def find(self, post: Post) -> Outcome:
        """Look for a first post among the latest."""
        return find(self._account, self._shelf, post)

    def _quota_left(self) -> int:
        """Return how many posts the day still has room for; raises GraphFault where it is full."""
        said = self._account.get(f"{self._user}/{self._edges.quota}", fields="quota_usage,config")
        told = next(iter(rows_of(fields_of(said.body).get("data"))), {})
        used, total = number_of(told.get("quota_usage")), number_of(fields_of(told.get("config")).get("quota_total"))
        if total and used >= total:
            raise GraphFault(Postponed(f"{used} of {total} posts of a day are used up", QUOTA_USED_UP, Cause.RATE))
        return total - used

    def _container(self, forms: Sequence[Form], patience: Patience) -> str:
        *better, last = forms
        for form in better:
            try:
                return self._ready(form, patience)
            except GraphFault as fault:
                if not fault.picture:
                    raise
                log.warning("picture_refused", channel=self._account.name, reason=fault.outcome.reason)
        return self._ready(last, patience)

    def _ready(self, form: Form, patience: Patience) -> str:
        container, _ = self._account.publish(self.request(form))
        for wait_s in (*WAITS_S, None):
            status, reason = self._status(container)
            if status == "ERROR":
                raise GraphFault(_failed(reason, form), picture="image_url" in form)
            if status == "FINISHED":
                return container
            if wait_s is None or patience.is_over(wait_s):
                break
            patience.wait(wait_s)
        raise GraphFault(Postponed(f"the container is not ready yet: {status}", NOT_READY, Cause.OURS))

    def _status(self, container: str) -> tuple[str, str]:
        said = self._account.get(container, fields=f"{self._edges.status},{self._edges.reason}")
        return said.text(self._edges.status), said.text(self._edges.reason)

    def _settled(self, fault: GraphFault, container: str, post: Post) -> Outcome:
        """
        Where the answer was lost, a container that was published since tells that the post is out.

        Lists of posts lag behind: one that is out and not listed yet is given time, lest it be taken for absent.
        """
        if not isinstance(fault.outcome, Unconfirmed) or not self._is_published(container):
            return fault.outcome
        for wait_s in LISTED_AFTER_S:
            self._timer.sleep(wait_s)
            found = self.find(post)
            if isinstance(found, Delivered):
                return found
        return Unconfirmed(f"it is published, and not listed yet; {fault.outcome.reason}", NOT_LISTED)

    def _is_published(self, container: str) -> bool:
        try:
            return self._status(container)[0] == "PUBLISHED"
        except GraphFault as fault:
            log.warning("container_not_told", channel=self._account.name, reason=fault.outcome.reason)
            return False


def _failed(reason: str, form: Form) -> Refusal:
    words = f"the container failed: {reason or 'no reason given'}"
    return Abandoned(words) if "image_url" in form else Postponed(words)
