"""The rules in force, told in words; and a changed file of them, tried on the last days without being in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import Annotated

from fastapi import File, Form, HTTPException, Query, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.errors import ConfigError
from syndicator.model.stamp import FileMark
from syndicator.portal.desk.shell import DeskPages
from syndicator.portal.wording import N_
from syndicator.replaying import Rehearsal, Replayed

MOST_JUDGED, WITHIN = 500, timedelta(seconds=8)
MOST_SHOWN = 100
MOST_DAYS = 30
MOST_TEXT_CHARS = 400_000
TRYING = N_("Somebody tries rules at this moment. Try again in a few seconds.")
NO_TEXT = N_("This is no text: save the file as UTF-8, and send it once more.")

Days = Annotated[int, Form(ge=1, le=MOST_DAYS)]
Text = Annotated[str, Form(max_length=MOST_TEXT_CHARS)]
FileName = Annotated[str, Form(max_length=60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    """One file: how it stands, and how much of what it holds; None where it does not exist."""

    name: str
    mark: FileMark | None
    holds: int


class RulePages:
    """Shows rules and tries them; only files put them in force, and none is written here."""

    def __init__(self, service: Service, pages: DeskPages) -> None:
        self._keeper = service.keeper
        self._replaying = service.replaying
        self._clock = service.clock
        self._channels = service.settings.channels
        self._pages = pages
        self._trying = Lock()

    def rules(self, request: Request) -> Response:
        """Answer with the rules by which is judged and routed now."""
        now = self._keeper.in_force()
        book = now.rules.rulebook
        holds = {
            "topics.toml": len(book.topics),
            "operations.toml": len(book.operations),
            "routes.toml": len(now.rules.routes),
        }
        marks = {mark.name: mark for mark in now.rules.stamp.marks}
        files = [RuleFile(name=name, mark=marks.get(name), holds=holds.get(name, 0)) for name in self._keeper.names]
        told = {
            "now": now,
            "files": files,
            "routes": list(now.rules.routes),
            "topics": book.topics,
            "operations": book.operations,
            "channels": {name: config.enabled for name, config in self._channels.items()},
        }
        return self._pages.answer(request, "rules.html", told)

    def form(self, request: Request, file: Annotated[str, Query(max_length=60)] = "routes.toml") -> Response:
        """Answer with the form for a changed file, filled in with what the file says now."""
        return self._answer(request, file, self._keeper.text(file), 7)

    def replay(
        self,
        request: Request,
        file: FileName,
        text: Text = "",
        days: Days = 7,
        upload: Annotated[UploadFile | None, File()] = None,
    ) -> Response:
        """Judge the last days by a changed file, and answer with what would differ; nothing is stored."""
        said = _uploaded(upload) or text
        if not self._trying.acquire(blocking=False):
            raise HTTPException(409, TRYING)
        try:
            trial = self._keeper.trial(file, said)
            since = self._clock() - timedelta(days=days)
            found = self._replaying.rehearse(trial.judge, trial.routes, since, most=MOST_JUDGED, within=WITHIN)
        except ConfigError as error:
            return self._answer(request, file, said, days, error=error)
        finally:
            self._trying.release()
        return self._answer(request, file, said, days, found=found)

    def _answer(
        self,
        request: Request,
        file: str,
        text: str,
        days: int,
        *,
        found: Rehearsal | None = None,
        error: ConfigError | None = None,
    ) -> Response:
        told = {
            "file": file,
            "names_of_files": self._keeper.names,
            "text": text,
            "days": days,
            "found": found,
            "error": error,
            "counts": _counts(found.differing) if found else {},
            "shown": found.differing[:MOST_SHOWN] if found else (),
            "most": MOST_JUDGED,
        }
        return self._pages.answer(request, "rules_replay.html", told)


def _uploaded(upload: UploadFile | None) -> str:
    """Return the text of a file that was sent along; empty where none was."""
    if upload is None or not upload.filename:
        return ""
    try:
        return upload.file.read(MOST_TEXT_CHARS * 4).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HTTPException(422, NO_TEXT) from error


def _counts(differing: Iterable[Replayed]) -> Counter[str]:
    """Return how often each field would differ."""
    return Counter(field for one in differing for field in one.differs)
