"""The sections of the desk: which of them a person finds in the masthead."""

from __future__ import annotations

from dataclasses import dataclass

from syndicator.model.user import User
from syndicator.portal.desk.access import ROLES, allowed
from syndicator.portal.wording import N_


@dataclass(frozen=True, slots=True)
class Section:
    """A section: the name of its route, where it is, and what it is called."""

    route: str
    path: str
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """Sections that belong together."""

    label: str
    sections: tuple[Section, ...]


GROUPS = (
    Group(
        N_("Releases"),
        (
            Section("desk.inbox", "/desk", N_("Inbox")),
            Section("desk.held", "/desk/held", N_("Held")),
        ),
    ),
    Group(
        N_("Ways in"),
        (
            Section("desk.sources", "/desk/sources", N_("Sources")),
            Section("desk.coverage", "/desk/coverage", N_("Coverage")),
            Section("desk.rules", "/desk/rules", N_("Rules")),
        ),
    ),
    Group(
        N_("Ways out"),
        (
            Section("desk.deliveries", "/desk/deliveries", N_("Deliveries")),
            Section("desk.channels", "/desk/channels", N_("Channels")),
            Section("desk.exports", "/desk/exports", N_("Exports")),
        ),
    ),
    Group(
        N_("People"),
        (
            Section("desk.users", "/desk/users", N_("Users")),
            Section("desk.audit", "/desk/audit", N_("Audit")),
            Section("desk.tokens", "/desk/tokens", N_("Tokens")),
            Section("desk.account", "/desk/account", N_("My account")),
        ),
    ),
)
"""All sections there may be, in their order; one whose route does not exist is shown to nobody."""


def sections_for(user: User) -> list[Group]:
    """Return the sections that a person may use, without groups that hold none of them."""
    open_to = [Group(group.label, tuple(one for one in group.sections if _is_open(one, user))) for group in GROUPS]
    return [group for group in open_to if group.sections]


def _is_open(section: Section, user: User) -> bool:
    return section.route in ROLES and allowed(user, section.route)
