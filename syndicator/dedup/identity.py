"""The names by which a source calls a release, so that the twins of one name are one."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from syndicator.model.bulletin import Draft

LONGEST_CHARS = 300
_WEB = re.compile(r"(?i)https?://(?:www\d?\.|m\.|amp\.)?")


def fold_name(name: str) -> str:
    """Return one form for http and https, www and not, with and without the last slash or /amp."""
    folded = name.strip()
    if found := _WEB.match(folded):
        host, slash, rest = folded[found.end() :].partition("/")
        folded = f"//{host.lower()}{slash}{rest}"
        folded = folded.removesuffix("/").removesuffix("/amp")
    return folded


def _key(kind: str, name: str) -> str:
    folded = fold_name(name)
    if len(folded) > LONGEST_CHARS:
        folded = hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{kind}:{folded}"


def address_key(address: str) -> str:
    """Return the name that an address is."""
    return _key("address", address)


def identities(drafts: Sequence[Draft]) -> list[tuple[str, ...]]:
    """
    Return for each draft of one document the names that tell it from the others, best first.

    The feed's own id comes first, then the address. A name that several drafts of the document share names none
    of them; a draft that is left without any is named by its title and moment.
    """
    named = [_names(draft) for draft in drafts]
    uses = Counter(name for names in named for name in set(names))
    alone = [tuple(name for name in names if uses[name] == 1) for names in named]
    return [names or (_last_resort(draft),) for names, draft in zip(alone, drafts, strict=True)]


def _names(draft: Draft) -> list[str]:
    names = []
    if draft.guid:
        names.append(_key("guid", draft.guid))
    if draft.address:
        names.append(address_key(draft.address))
    return names


def _last_resort(draft: Draft) -> str:
    content = draft.content
    return _key("title", f"{content.title}|{content.hash}")
