"""What is shown once and kept nowhere: passwords of chance, tokens, codes for a lost factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from syndicator.errors import Refused
from syndicator.portal.wording import N_

REFUSALS = {
    "the password is too short": N_("The password is too short: it needs at least ten characters."),
    "the password is too long": N_("The password is too long: it may have 200 characters."),
    "the password is the login": N_("The password must not be the login."),
    "the old password is wrong": N_("The old password is wrong."),
    "the new password is the old one": N_("The new password is the old one."),
    "an admin is bound to no command": N_("An administrator is bound to no command."),
    "a second factor is set up already": N_("A second factor is set up already."),
}
"""What use cases refuse, as people are told it."""


@dataclass(frozen=True, slots=True)
class Once:
    """
    Something that is shown once.

    Args:
        told: what it is, and what to do with it now.
        subject: whose it is, as people call it.
    """

    title: str
    told: str
    subject: str
    values: Sequence[str]
    back: str


def refusal(error: Refused) -> str:
    """Return what a person is told who was refused something."""
    return REFUSALS.get(error.cause, error.cause)
