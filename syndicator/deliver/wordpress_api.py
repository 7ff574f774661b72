"""
A WordPress site as its REST API shows it (https://developer.wordpress.org/rest-api/reference/).

Names of categories and tags become their ids, pictures become media. None of these may fail a post: what the site
does not want is written to the log and left out.
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

import httpx

from syndicator.deliver.exchange import exchange
from syndicator.deliver.pictures import Picture
from syndicator.errors import SourceFault
from syndicator.telemetry import logger

log = logger(__name__)

ROOT = "/wp-json/wp/v2"
OURS = "siaran-"
"""With this the slug of each picture of ours begins."""
LONGEST_WORDS_CHARS = 200


class Site:
    """Asks one site, as one user with an application password."""

    def __init__(self, client: httpx.Client, address: str, user: str, password: str) -> None:
        self._client = client
        self._root = address.rstrip("/") + ROOT
        self._login = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self._terms: dict[tuple[str, str], int] = {}

    def request(
        self, method: str, path: str, query: Mapping[str, str | int], body: Mapping[str, object] | None = None
    ) -> httpx.Request:
        """Return a request to a path below `/wp-json/wp/v2`; the body goes as JSON."""
        headers = {"authorization": self._login}
        url = httpx.URL(self._root + path, params=query)
        if body is None:
            return self._client.build_request(method, url, headers=headers)
        headers["content-type"] = "application/json"
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        return self._client.build_request(method, url, content=content, headers=headers)

    def ask(self, request: httpx.Request) -> httpx.Response:
        """Return the answer; raises what `exchange` raises."""
        return exchange(self._client, request)

    def terms(self, kind: str, names: Iterable[str], *, make: bool) -> list[int]:
        """
        Return the ids of terms by their names.

        Args:
            kind: `categories` or `tags`.
            make: whether to create those that are not there; otherwise they are left out.
        """
        return [found for name in names if (found := self._term(kind, name, make=make)) is not None]

    def _term(self, kind: str, name: str, *, make: bool) -> int | None:
        key = (kind, name.casefold())
        if key not in self._terms:
            found = self._search(kind, name)
            if found is None and make:
                found = self._make(kind, name)
            if found is None:
                return None
            self._terms[key] = found
        return self._terms[key]

    def _search(self, kind: str, name: str) -> int | None:
        """The site searches in the middle of names too, and shows them with entities."""
        told = self._told(self.request("GET", f"/{kind}", {"search": name, "per_page": 100, "_fields": "id,name"}))
        for one in told if isinstance(told, list) else []:
            if html.unescape(str(one.get("name", ""))).casefold() == name.casefold():
                return number_of(one)
        return None

    def _make(self, kind: str, name: str) -> int | None:
        """Names may differ and still be one to the site, by their slugs: then it tells the id of the other."""
        told = self._told(self.request("POST", f"/{kind}", {}, {"name": name}), fine="term_exists")
        if not isinstance(told, dict):
            return None
        more = told.get("data")
        return number_of(more, "term_id") if told.get("code") and isinstance(more, dict) else number_of(told)

    def picture(self, address: str, picture: Picture, description: str) -> int | None:
        """Return the id of a picture among the site's media, where it is uploaded once."""
        slug = picture_slug(address)
        told = self._told(self.request("GET", "/media", {"slug": slug, "_fields": "id"}))
        if isinstance(told, list) and told:
            return number_of(told[0])
        request = self._client.build_request(
            "POST",
            self._root + "/media?_fields=id",
            headers={"authorization": self._login},
            data={"slug": slug, "title": description or slug, "alt_text": description},
            files={"file": (f"{slug}.jpg", picture.data, picture.kind)},
        )
        made = self._told(request)
        return number_of(made) if isinstance(made, dict) else None

    def delete_picture(self, number: int) -> None:
        """Delete a picture, if it is one of ours, for good: nothing of a post that was taken down stays to be seen."""
        told = self._told(self.request("GET", f"/media/{number}", {"_fields": "slug"}))
        if isinstance(told, dict) and str(told.get("slug", "")).startswith(OURS):
            self._told(self.request("DELETE", f"/media/{number}", {"force": "true"}))

    def _told(self, request: httpx.Request, *, fine: str = "") -> object:
        """Return what the site answers to something that no post waits for; None, and a line in the log, if nothing."""
        try:
            answer = self.ask(request)
        except (httpx.HTTPError, SourceFault) as error:
            log.warning("wordpress_without", path=request.url.path, error=str(error) or type(error).__name__)
            return None
        if answer.is_success or (fine and fault_of(answer)[0] == fine):
            return parsed(answer)
        log.warning("wordpress_without", path=request.url.path, status=answer.status_code, fault=fault_of(answer))
        return None


def parsed(answer: httpx.Response) -> object:
    """Return the JSON of an answer, None where there is none: a broken plugin likes to write warnings before it."""
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError):
        return None


def number_of(told: object, name: str = "id") -> int | None:
    """Return the id that an object of the site has."""
    found = told.get(name) if isinstance(told, dict) else None
    return found if isinstance(found, int) and found > 0 else None


def fault_of(answer: httpx.Response) -> tuple[str, str]:
    """
    Return the code and the words with which the site refuses; empty where something before it does.

    What is wrong with a parameter stands deeper: whoever is not logged in may not ask for posts of any status, and
    learns only there that it is a matter of login.
    """
    told = parsed(answer)
    if not isinstance(told, dict):
        return "", ""
    for inner in _details(told):
        if str(inner.get("code", "")).startswith("rest_forbidden"):
            told = inner
    words = " ".join(str(told.get("message", "")).split())
    return str(told.get("code", ""))[:LONGEST_WORDS_CHARS], words[:LONGEST_WORDS_CHARS]


def _details(told: dict[str, object]) -> list[dict[str, object]]:
    more = told.get("data")
    details = more.get("details") if isinstance(more, dict) else None
    return [one for one in details.values() if isinstance(one, dict)] if isinstance(details, dict) else []


def picture_slug(address: str) -> str:
    """Return the slug under which the picture of an address lies among the site's media."""
    return OURS + sha256(address.encode()).hexdigest()[:16]
