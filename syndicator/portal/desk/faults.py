"""What went wrong with a source, and who mends it how, in words for the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from syndicator.portal.wording import N_
from syndicator.storage.fetches import Fetched


@dataclass(frozen=True, slots=True)
class Mend:
    """What is wrong, and what to do; both are texts of the catalogues."""

    what: str
    how: str


_BY_KIND: Mapping[str, Mend] = {
    "dns": Mend(
        N_("The name of its server is not found"),
        N_("Look whether the address is spelt rightly, or whether the unit let its domain lapse."),
    ),
    "network": Mend(
        N_("Its server cannot be reached"),
        N_("It is tried again by itself. If it lasts, tell the unit that its site is down."),
    ),
    "timeout": Mend(
        N_("Its server answers too slowly"),
        N_("It is tried again by itself. If it lasts, tell the unit that its site is overloaded."),
    ),
    "tls": Mend(
        N_("Its certificate is not valid"),
        N_("Ask the unit to renew it. Until then an administrator may record an exception with its reason."),
    ),
    "gone": Mend(
        N_("Its feed was removed for good"),
        N_("Check the site for a new address, add that, and pause this one."),
    ),
    "too_many": Mend(
        N_("Its server wants to be asked less often"),
        N_("Nothing has to be done: it is polled less often from now on."),
    ),
    "body": Mend(
        N_("What it sends is too large, or breaks off"),
        N_("Ask the unit to list fewer releases in its feed."),
    ),
    "redirect": Mend(
        N_("Its address leads astray"),
        N_("Check the site, and add the address to which it should lead."),
    ),
    "refused": Mend(
        N_("We may not ask this address"),
        N_("Ask the site to let our program read it; an address that is not public is never asked."),
    ),
    "format": Mend(
        N_("What it sends is no feed that can be read"),
        N_("Check the site: it may have another address, or can be read by its list of news."),
    ),
    "status": Mend(
        N_("Its server answers with an error"),
        N_("It is tried again by itself. If it lasts, tell the unit."),
    ),
}
_BY_STATUS: Mapping[int, Mend] = {
    401: Mend(N_("Its server wants a login"), N_("Ask the unit to open its feed to everybody.")),
    403: Mend(N_("Its server turns us away"), N_("Ask the unit to let our program through its firewall.")),
    404: Mend(
        N_("There is nothing at its address"),
        N_("Check the site for the new address of its feed, add that, and pause this one."),
    ),
}


def mend_of(fetched: Fetched | None) -> Mend | None:
    """Return what is wrong by the last poll of a source and how to mend it; None where it went well or is not known."""
    if fetched is None or fetched.error_kind is None:
        return None
    of_status = _BY_STATUS.get(fetched.status or 0) if fetched.error_kind == "status" else None
    return of_status or mend_of_kind(fetched.error_kind)


def mend_of_kind(kind: str) -> Mend:
    """Return the same of a kind of fault alone."""
    return _BY_KIND.get(kind, _BY_KIND["network"])
