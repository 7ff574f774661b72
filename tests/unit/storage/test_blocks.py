from __future__ import annotations

import random
import re

from syndicator.storage.blocks import BITS, ENOUGH, Window, newest_blocks

SEED = 8


def covered(words: str, newest: int) -> set[int]:
    """Return the blocks that the words of a question stand for, as PostgreSQL reads them."""
    found: set[int] = set()
    for block, begins in re.findall(r"'@(\d+)'(:\*)?", words):
        found |= {one for one in range(newest + 1) if str(one) == block or (begins and str(one).startswith(block))}
    return found


def test_the_words_stand_for_each_block_and_for_no_later_one_but_the_newest() -> None:
    dice = random.Random(SEED)
    for newest in (*range(12), 97, 98, 99, 100, 101, 105, 976, 999, 1000, *dice.choices(range(1_500), k=40)):
        for _ in range(20):
            last = dice.choice((newest, dice.randint(0, newest)))
            window = Window(dice.randint(0, last), last)
            found = covered(window.words(newest), newest)
            assert found >= set(range(window.first, last + 1)), (window, newest)
            assert max(found) <= last, (window, newest)
    assert Window(57, 97).words(97) == "'@57' | '@58' | '@59' | '@6':* | '@7':* | '@8':* | '@9':*"
    assert Window(9, 9).words(97) == "'@9'", "a beginning would stand for the newest blocks, too"


def test_how_far_to_look_back_is_reckoned_from_what_was_found() -> None:
    last = 100 << BITS
    first = newest_blocks(last + ENOUGH - 1, last + ENOUGH - 1)
    assert (first, first.ids) == (Window(99, 100), (99 << BITS, (101 << BITS) - 1))
    assert newest_blocks(last + ENOUGH, last + ENOUGH) == Window(100, 100)
    assert newest_blocks(0, 0) == Window(0, 0)
    assert newest_blocks(last, last + (4 << BITS)) == Window(99, 104)
    assert first.wider(100, 200) == Window(94, 100), "twice as many, and half as many again"
    assert first.wider(1, 200) is None
    assert first.wider(0, 200) is None
