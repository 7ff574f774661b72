"""What is hostile to databases themselves, on both of them."""

from __future__ import annotations

import pytest

from syndicator.bootstrap.service import Service
from syndicator.parse.reader import FeedReader
from tests.hostile import documents, servers
from tests.hostile.siege import armed, besiege, check

CASES = {
    shape: (documents.CASES | servers.CASES)[shape]
    for shape in (
        "null bytes",
        "control characters",
        "lone surrogates as bytes",
        "JSON with lone surrogates",
        "a guid of 100 kB",
        "a link of 100 kB",
        "one guid for 500 entries",
        "the date Fri, 31 Dec 9999 23:59:59 -1200",
        "gives a reason of 50 kB",
        "answers with a terminal's commands",
    )
}


@pytest.mark.parametrize("shape", CASES)
def test_what_no_database_holds_harms_neither(service: Service, reader: FeedReader, shape: str) -> None:
    case = CASES[shape]
    check(besiege(armed(service, reader), case), case)
