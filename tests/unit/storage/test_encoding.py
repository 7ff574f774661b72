"""Verdicts to columns and back, through real JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from syndicator.model.verdict import Conflict, HoldReason, OperationMention, TopicScore, UnitMention, Urgency, Verdict
from syndicator.storage.columns import UtcMoment
from syndicator.storage.encoding import verdict_columns, verdict_from

WORDS = st.text(max_size=20)
VERDICTS = st.builds(
    Verdict,
    topics=st.lists(st.builds(TopicScore, WORDS, st.floats(0, 1), st.tuples(WORDS)), max_size=3).map(tuple),
    units=st.lists(st.builds(UnitMention, WORDS, WORDS, WORDS, WORDS, st.none() | WORDS, WORDS), max_size=2).map(tuple),
    unit=st.none() | WORDS,
    polda=st.none() | WORDS,
    place=st.none() | WORDS,
    conflicts=st.lists(st.builds(Conflict, WORDS, WORDS, WORDS), max_size=2).map(tuple),
    operations=st.lists(st.builds(OperationMention, WORDS, WORDS), max_size=3).map(tuple),
    hold_reasons=st.lists(st.builds(HoldReason, WORDS, WORDS), max_size=2).map(tuple),
    maskings=st.lists(st.builds(HoldReason, WORDS, WORDS), max_size=2).map(tuple),
    urgency=st.sampled_from(Urgency),
    urgency_evidence=st.lists(WORDS, max_size=2).map(tuple),
    version=WORDS,
)
DIALECTS = [sqlite.dialect(), postgresql.dialect()]


@given(VERDICTS)
def test_a_verdict_comes_back_as_it_went(verdict: Verdict) -> None:
    assert verdict_from(json.loads(json.dumps(verdict_columns(verdict)))) == verdict


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("offset", [-12, 0, 7, 14])
def test_a_moment_comes_back_the_same_and_in_utc(dialect: Dialect, offset: int) -> None:
    moment = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=offset)))
    column = UtcMoment()
    back = column.process_result_value(column.process_bind_param(moment, dialect), dialect)
    assert back == moment
    assert back is not None
    assert back.tzinfo is UTC


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_moment_without_a_zone_is_refused(dialect: Dialect) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        UtcMoment().process_bind_param(datetime(2026, 3, 2), dialect)  # noqa: DTZ001 -- that is the point


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_no_moment_is_no_moment(dialect: Dialect) -> None:
    assert UtcMoment().process_bind_param(None, dialect) is None
    assert UtcMoment().process_result_value(None, dialect) is None
