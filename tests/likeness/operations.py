"""All that copies do to a release: the newsroom's own operations and those that only the battery has."""

from __future__ import annotations

from collections.abc import Mapping

from syndicator.newsroom.edits import OPERATIONS as NEWSROOM
from syndicator.newsroom.edits import Operation
from tests.likeness import reposting, retelling

BATTERY: Mapping[str, Operation] = {
    **NEWSROOM,
    "html_pasted": reposting.html_pasted,
    "teaser_prepended": reposting.teaser_prepended,
    "captions_inserted": reposting.captions_inserted,
    "capitals_changed": reposting.capitals_changed,
    "names_misspelled": reposting.names_misspelled,
    "names_dropped": reposting.names_dropped,
    "days_dropped": reposting.days_dropped,
    "numbers_in_words": reposting.numbers_in_words,
    "quotes_moved": retelling.quotes_moved,
    "sentences_dropped": retelling.sentences_dropped,
    "reworded": retelling.reworded,
    "several_at_once": retelling.several_at_once,
}
