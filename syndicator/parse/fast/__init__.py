"""
A fast reader for ordinary feeds: it tells what feedparser would tell, or declines.

It knows what a few dozen elements mean to feedparser, and which names mean nothing to it. At anything else (a document
type, markup that is not escaped, an element where it does not belong, a date of a strange form) it declines at once,
and `feeds.read_feed` judges. tests/unit/parse/test_differential.py holds the two together.
"""

from syndicator.parse.fast.reader import read_fast
from syndicator.parse.fast.unusual import Unusual

__all__ = ["Unusual", "read_fast"]
