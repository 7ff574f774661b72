"""
The version of what the public sees, and which statements change it.

Each transaction that writes such a row appends a row of its own to `changes` before it commits (see `session`): no
use case can forget to, and none waits for another, as all would for one row that counts. Rows may be committed in
another order than they were numbered in; so a version also counts the newest ones.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select

from syndicator.storage.statements import table
from syndicator.storage.tables import ChangeRow

COUNTED = 1_000
"""How many numbers back a transaction may still be under way when a later one has committed."""
_SEEN = re.compile(
    r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(?:bulletins|bulletin_topics|revisions|verdicts|stories)\b"
    r"|\bDELETE\s+FROM\s+\"?sources\b"  # takes its bulletins with it
)


@dataclass(frozen=True, slots=True)
class Version:
    """Equal while the public sees the same; which of two is the later one cannot be told."""

    newest: int = 0
    count: int = 0
    mark: int = 0


def touches(statement: str) -> bool:
    """Tell whether a statement of SQL writes rows that the public sees, or what is counted or listed of them."""
    return not statement.startswith("SELECT") and _SEEN.search(statement) is not None


def append(connection: Connection) -> None:
    """Make a new version with this transaction."""
    connection.execute(insert(table(ChangeRow)).inline(), {"mark": secrets.randbits(63)})


def version(connection: Connection) -> Version:
    """Return the version of what this transaction can read; the same for everybody who can read the same."""
    columns = table(ChangeRow).c
    newest = connection.execute(select(columns.id, columns.mark).order_by(columns.id.desc()).limit(1)).one_or_none()
    if newest is None:
        return Version()
    counted = select(func.count()).where(columns.id > newest.id - COUNTED, columns.id <= newest.id)
    return Version(newest.id, connection.execute(counted).scalar_one(), newest.mark)


def prune(connection: Connection) -> int:
    """Forget what is too old to be counted; return how many rows that was. No version becomes another by it."""
    columns = table(ChangeRow).c
    newest = connection.execute(select(func.max(columns.id))).scalar()
    if newest is None:
        return 0
    return connection.execute(delete(table(ChangeRow)).where(columns.id <= newest - COUNTED)).rowcount
