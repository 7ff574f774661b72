"""Use case: a backup of all that is stored, taken while the service runs; and a database filled from one."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from syndicator import __version__
from syndicator.errors import NotFound, Refused
from syndicator.model.moment import Clock
from syndicator.storage import dump, schema
from syndicator.storage.session import Database

FORMAT = 1
TOLD_EVERY = 1_000
TAKE_ANOTHER = "take another backup: this one is cut short or altered"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: how many rows, from when, and whether the secret key is the one of then."""

    rows: int
    taken_at: str
    same_key: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Safekeeping:
    """
    Writes backups and reads them.

    A backup is gzipped text: a first line that tells what it is, one line a row, and a last one with their number and
    their hash. It fits either database.
    """

    database: Database
    clock: Clock
    secret: Callable[[], str]

    def backup(self, path: Path, advance: Callable[[int], None] = lambda _: None) -> int:
        """
        Write all rows, as they stood at one moment, to a file; return how many they are.

        Raises:
            Refused: there is such a file.
            SchemaMismatch: the database is of another version.
        """
        if path.exists():
            raise Refused(f"{path} exists", "name another file, or remove it")
        version, beside = schema.check(self.database), path.with_name(f"{path.name}.part")
        head = {"syndicator": __version__, "format": FORMAT, "schema": version, "key": self._fingerprint()}
        count, hashed = 0, hashlib.sha256()
        with beside.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed, self.database.read() as connection:
                told = {**head, "taken_at": self.clock().isoformat(), "columns": dump.columns()}
                packed.write(dump.line(told))
                for row in dump.rows(connection):
                    written = dump.line(row)
                    hashed.update(written)
                    packed.write(written)
                    count += 1
                    if count % TOLD_EVERY == 0:
                        advance(TOLD_EVERY)
                packed.write(dump.line({"rows": count, "sha256": hashed.hexdigest()}))
            file.flush()
            os.fsync(file.fileno())
        beside.rename(path)
        return count

    def restore(self, path: Path, advance: Callable[[int], None] = lambda _: None) -> Restored:
        """
        Fill an empty database from a backup, in one transaction; all channels are paused.

        What was posted after the backup was taken is not known to it: a person looks at what is planned, and resumes.

        Raises:
            NotFound: there is no such file.
            Refused: it is no whole backup of this version's schema, or the database holds something.
        """
        if not path.exists():
            raise NotFound(f"there is no {path}", "look for it with: ls")
        version = schema.check(self.database)
        try:
            with gzip.open(path, "rb") as file:
                head = self._head(file.readline(), path, version)
                with self.database.rebuild() as connection:
                    if not dump.is_empty(connection):
                        raise Refused("the database is not empty", "name an empty one: run syndicator db upgrade there")
                    count = dump.fill(connection, self._rows(file, path, advance))
                    reason = f"restored from a backup of {head['taken_at'][:16]}: look at what is planned, then resume"
                    dump.pause_channels(connection, reason, self.clock())
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise Refused(f"{path} is no whole backup: {error}", TAKE_ANOTHER) from error
        return Restored(count, head["taken_at"], same_key=head["key"] == self._fingerprint())

    def _fingerprint(self) -> str:
        """Tell secret keys apart without telling them."""
        return hashlib.sha256(b"syndicator backup " + self.secret().encode()).hexdigest()[:16]

    def _head(self, line: bytes, path: Path, version: str) -> dict[str, Any]:
        head = _told(line, path)
        if not isinstance(head, dict) or head.get("format") != FORMAT:
            raise Refused(f"{path} is no backup", "name a file that syndicator db backup wrote")
        if head["schema"] != version:
            mend = f"restore it with syndicator {head['syndicator']}, then run syndicator db upgrade with this one"
            raise Refused(f"{path} is of schema {head['schema']}, this program has {version}", mend)
        if head["columns"] != dump.columns():
            raise Refused(f"{path} tells other columns than this program knows", TAKE_ANOTHER)
        return head

    def _rows(self, file: gzip.GzipFile, path: Path, advance: Callable[[int], None]) -> Iterator[dump.Row]:
        """Yield the rows, and refuse in the end what was not all of them."""
        hashed = hashlib.sha256()
        for count, line in enumerate(file):
            told = _told(line, path)
            if isinstance(told, dict):
                if (told.get("rows"), told.get("sha256")) != (count, hashed.hexdigest()) or file.read(1):
                    raise Refused(f"{path} does not hold what it was written with", TAKE_ANOTHER)
                return
            hashed.update(line)
            if count and count % TOLD_EVERY == 0:
                advance(TOLD_EVERY)
            yield told[0], told[1]
        raise Refused(f"{path} has no end", TAKE_ANOTHER)


def _told(line: bytes, path: Path) -> Any:  # noqa: ANN401 -- a mapping or a row
    try:
        return json.loads(line)
    except ValueError as error:
        raise Refused(f"{path} is no backup: {error}", TAKE_ANOTHER) from error
