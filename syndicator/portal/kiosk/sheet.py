"""What stands at one address, ready to be sent: bodies and headers as bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from starlette.types import Message

from syndicator.portal.conditional import FEED_CACHE, SETTLES_IN, entity_tag, is_settled, last_modified, matched
from syndicator.portal.headers import SECURITY
from syndicator.portal.kiosk.codings import WORTH_PACKING_BYTES, Coding, pack
from syndicator.portal.press import Printed

OVERHEAD_BYTES = 2_000
"""What a sheet takes besides its bodies."""
LASTS_S = 60.0
"""Time alone changes some of what is printed: what is told for days only, what is counted within two days."""
TOLD = "ETag, Last-Modified, Link"
SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": FEED_CACHE,
    "Vary": "Accept-Encoding",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """
    A body in one coding, with the ready messages of ASGI that carry it, or say that the client has it.

    Args:
        same: a 304 carries what a cache goes by and nothing else of the body (RFC 9110 section 15.4.5).
    """

    body: bytes
    tag: str
    raw_tag: bytes
    whole: Message
    same: Message
    content: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """
    What stands at an address, or that nothing does.

    Args:
        generation: of what the public sees, as the watch counts.
        printed_at: on this process's own clock, as all that is measured.
        read_at: the moment by the clock that dates changes.
        good_until: on the same clock; then it is printed anew, though nothing changed.
        printed: None where nothing stands.
        settled: whether its date says all that can stand under it.
    """

    generation: int
    printed_at: float
    read_at: datetime
    good_until: float
    printed: Printed | None
    settled: bool = True
    modified: str | None = None
    packed: Mapping[Coding, Packed] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How much memory it takes, in bytes."""
        return OVERHEAD_BYTES + sum(len(one.body) for one in self.packed.values())

    def of(self, coding: Coding) -> Packed | None:
        """Return the body in a coding, as it is where packing is not worth it; None where it is not packed yet."""
        return self.packed.get(coding) or (None if self._worth_packing else self.packed.get(Coding.IDENTITY))

    @property
    def _worth_packing(self) -> bool:
        return self.printed is not None and len(self.printed.body) >= WORTH_PACKING_BYTES

    def packing(self, codings: Iterable[Coding]) -> Sheet:
        """Return it with its body in these codings too."""
        wanted = {Coding.IDENTITY, *(codings if self._worth_packing else ())} - self.packed.keys()
        if self.printed is None or not wanted:
            return self
        root = self.packed.get(Coding.IDENTITY)
        made = {coding: _packed(self.printed, coding, self.modified, root) for coding in wanted}
        return replace(self, packed={**self.packed, **made})

    def answers(self, own: Packed, if_none_match: str | None, if_modified_since: str | None) -> str | None:
        """
        Return the tag of what the client has already, None where it has to be sent.

        If-None-Match decides where it is given (RFC 9110 section 13.1.3). A date counts only if it is exactly ours: a
        withdrawal may set it back.
        """
        if if_none_match is not None:
            return matched(if_none_match, [own.tag, *(one.tag for one in self.packed.values())])
        has_it = self.settled and if_modified_since is not None and if_modified_since == self.modified
        return own.tag if has_it else None


def sheet(printed: Printed | None, before: Sheet | None, *, generation: int, at: float, read_at: datetime) -> Sheet:
    """Return what was printed as a sheet; bodies that are as before are not packed again."""
    if printed is None:
        return Sheet(generation=generation, printed_at=at, read_at=read_at, good_until=at + LASTS_S, printed=None)
    settled = is_settled(printed.changed_at, read_at)
    made = Sheet(
        generation=generation,
        printed_at=at,
        read_at=read_at,
        good_until=at + (LASTS_S if settled else SETTLES_IN.total_seconds()),
        printed=printed,
        settled=settled,
        modified=None if printed.changed_at is None else last_modified(printed.changed_at, settled=settled),
    )
    if before is None or before.printed is None or before.printed.body != printed.body:
        return made
    bodies = {coding: (one.body, one.tag) for coding, one in before.packed.items()}
    return replace(made, packed={name: _dressed(printed, name, *told, made.modified) for name, told in bodies.items()})


def _packed(printed: Printed, coding: Coding, modified: str | None, root: Packed | None) -> Packed:
    variant = "" if coding is Coding.IDENTITY else coding.value
    tag = f'{root.tag[:-1]}-{variant}"' if root is not None and variant else entity_tag(printed.body, variant)
    return _dressed(printed, coding, pack(printed.body, coding), tag, modified)


def _dressed(printed: Printed, coding: Coding, body: bytes, tag: str, modified: str | None) -> Packed:
    validators = {"ETag": tag} | ({"Last-Modified": modified} if modified is not None else {})
    told = {"Content-Type": printed.media_type, "Content-Length": str(len(body)), "Access-Control-Expose-Headers": TOLD}
    if coding is not Coding.IDENTITY:
        told["Content-Encoding"] = coding.value
    if printed.links:
        told["Link"] = ", ".join(f'<{address}>; rel="{relation}"' for address, relation in printed.links)
    return Packed(
        body=body,
        tag=tag,
        raw_tag=tag.encode("latin-1"),
        whole=start(200, told | validators | SHARED | SECURITY),
        same=start(304, {"ETag": tag} | SHARED),
        content={"type": "http.response.body", "body": body},
    )


def start(status: int, headers: Mapping[str, str]) -> Message:
    """Return the message that begins an answer."""
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http.response.start", "status": status, "headers": raw}
