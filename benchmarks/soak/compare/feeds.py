"""The feed of everything, walked page by page to its end, against what is released."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import httpx
import lxml.etree

from benchmarks.soak.compare.difference import Compared, plainly
from benchmarks.soak.record import Record

ATOM = "{http://www.w3.org/2005/Atom}"
Entry = tuple[str, str, str]
"""Id, title and address."""


def compare(json_portal: str, atom_portal: str, record: Record) -> Compared:
    """Walk the JSON feed of one portal, and the Atom feed of the other."""
    found = Compared()
    shown = {f"urn:uuid:{one.story_uid}": one for one in record.bulletins.values() if one.is_shown}
    with httpx.Client(trust_env=False, timeout=60) as client:
        walked = {"JSON Feed": list(_json(client, json_portal)), "Atom": list(_atom(client, atom_portal))}
    for name, entries in walked.items():
        for twice in [id_ for id_, times in Counter(id_ for id_, _, _ in entries).items() if times > 1]:
            found.differs(name, f"{twice} is told twice")
        told = {id_: (title, address) for id_, title, address in entries}
        for id_ in told.keys() - shown.keys():
            found.differs(name, f"{id_} is told, but not released: {told[id_][0]}")
        for id_, one in shown.items():
            title, address = told.get(id_, (None, ""))
            if title is None:
                found.differs(name, f"{id_} is not told: {one.title}", one.id)
            elif plainly(title) != plainly(one.title) or not address.endswith(one.path):
                found.differs(name, f"{id_} is told as {title} at {address} in place of {one.title}", one.id)
            else:
                found.agree[f"{name}: entries"] += 1
    return found


def _json(client: httpx.Client, portal: str) -> Iterator[Entry]:
    address: str | None = f"{portal}/feeds/all.json"
    while address:
        told = client.get(address).raise_for_status().json()
        yield from ((one["id"], one["title"], one["url"]) for one in told["items"])
        address = told.get("next_url")


def _atom(client: httpx.Client, portal: str) -> Iterator[Entry]:
    address: str | None = f"{portal}/feeds/all.atom"
    while address:
        page = lxml.etree.fromstring(client.get(address).raise_for_status().content)
        for entry in page.iter(f"{ATOM}entry"):
            links = {link.get("rel", "alternate"): link.get("href", "") for link in entry.findall(f"{ATOM}link")}
            yield entry.findtext(f"{ATOM}id", ""), entry.findtext(f"{ATOM}title", ""), links.get("alternate", "")
        address = next((link.get("href") for link in page.findall(f"{ATOM}link") if link.get("rel") == "next"), None)
