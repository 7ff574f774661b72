"""Meta's errors, and how much of a budget is used up, as tables."""

from __future__ import annotations

import json
from datetime import timedelta

import httpx
import pytest

from syndicator.deliver.answers import Refusal
from syndicator.deliver.graph.faults import fault_of
from syndicator.deliver.graph.reading import fields_of, json_of, number_of, rows_of, text_of, texts_in
from syndicator.deliver.graph.usage import BREATHER, pause, regain
from syndicator.model.attempt import Abandoned, Cause, Postponed, Unconfirmed
from tests.unit.deliver.graph import error, said
from tests.unit.deliver.posts import NOW

MINUTE = timedelta(minutes=1)


def meaning(answer: httpx.Response) -> Refusal:
    answer.read()
    return fault_of(answer, NOW, ()).outcome


@pytest.mark.parametrize(
    ("code", "subcode", "status", "outcome", "cause"),
    [
        (190, 463, 400, Postponed, Cause.LOGIN),
        (190, 0, 401, Postponed, Cause.LOGIN),
        (102, 0, 400, Postponed, Cause.LOGIN),
        (25, 2_207_050, 400, Postponed, Cause.LOGIN),
        (4, 0, 403, Postponed, Cause.RATE),
        (17, 0, 400, Postponed, Cause.RATE),
        (32, 0, 403, Postponed, Cause.RATE),
        (341, 0, 400, Postponed, Cause.RATE),
        (613, 0, 400, Postponed, Cause.RATE),
        (9, 2_207_042, 400, Postponed, Cause.RATE),
        (80_001, 0, 400, Postponed, Cause.RATE),
        (80_002, 0, 400, Postponed, Cause.RATE),
        (24, 4_279_009, 400, Postponed, Cause.OURS),
        (9_007, 2_207_027, 400, Postponed, Cause.OURS),
        (9_004, 2_207_052, 400, Postponed, Cause.FAULT),
        (1, 2_207_052, 400, Postponed, Cause.FAULT),
        (-2, 2_207_003, 400, Postponed, Cause.FAULT),
        (1, 99, 500, Unconfirmed, None),
        (1, 0, 400, Unconfirmed, None),
        (2, 0, 400, Unconfirmed, None),
        (-1, 2_207_001, 400, Unconfirmed, None),
        (12_345, 0, 503, Unconfirmed, None),
        (12_345, 0, 429, Postponed, Cause.RATE),
        (368, 0, 403, Abandoned, None),
        (4, 2_207_051, 400, Abandoned, None),
        (10, 0, 403, Abandoned, None),
        (200, 0, 403, Abandoned, None),
        (299, 0, 403, Abandoned, None),
        (506, 0, 400, Abandoned, None),
        (100, 0, 400, Abandoned, None),
        (36_003, 2_207_009, 400, Abandoned, None),
    ],
)
def test_an_error_of_the_service_has_its_meaning(
    code: int, subcode: int, status: int, outcome: type, cause: Cause | None
) -> None:
    found = meaning(error(code, subcode, status=status))
    assert isinstance(found, outcome), found
    assert f"error {code}" in found.reason
    if isinstance(found, Postponed):
        assert found.cause is cause


@pytest.mark.parametrize(
    ("code", "subcode", "is_of_picture"),
    [
        (9_004, 0, True),
        (36_000, 0, True),
        (36_001, 2_207_005, True),
        (1, 2_207_052, True),
        (100, 0, False),
        (1, 0, False),
    ],
)
def test_faults_of_a_picture_are_told_apart(code: int, subcode: int, *, is_of_picture: bool) -> None:
    answer = error(code, subcode)
    answer.read()
    assert fault_of(answer, NOW, ()).picture is is_of_picture


def test_an_error_that_is_passing_by_its_own_word_is_unconfirmed() -> None:
    answer = said({"error": {"message": "later", "code": 12_345, "is_transient": True}}, 400)
    assert isinstance(meaning(answer), Unconfirmed)


@pytest.mark.parametrize("body", [{}, [], {"error": "no"}, {"error": {}}, None, "text"])
def test_an_answer_without_an_error_of_the_service_means_its_status(body: object) -> None:
    assert isinstance(meaning(said(body, 500)), Unconfirmed)
    assert isinstance(meaning(said(body, 404)), Abandoned)


def test_a_token_that_an_error_quotes_is_left_out() -> None:
    answer = error(190, message="Malformed access token EAArahasia")
    answer.read()
    told = repr(fault_of(answer, NOW, ("EAArahasia", "")).outcome)
    assert "Malformed access token" in told
    assert "rahasia" not in told


def test_a_long_message_is_one_line_of_bearable_length() -> None:
    reason = meaning(error(100, message="panjang\n" * 5_000)).reason
    assert "\n" not in reason
    assert len(reason) < 400


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"x_business_use_case_usage": json.dumps({"1": [{"estimated_time_to_regain_access": 19}]})}, 19 * MINUTE),
        ({"retry_after": "60"}, MINUTE),
        ({"x_business_use_case_usage": json.dumps({"1": [{"estimated_time_to_regain_access": 9_999}]})}, 1440 * MINUTE),
        ({"x_business_use_case_usage": json.dumps({"1": [{"estimated_time_to_regain_access": 0}]})}, None),
        ({"x_business_use_case_usage": "nonsense"}, None),
        ({}, None),
    ],
)
def test_a_limit_waits_as_long_as_the_service_estimates(headers: dict[str, str], wait: timedelta | None) -> None:
    found = meaning(error(32, status=403, **headers))
    assert isinstance(found, Postponed)
    assert found.after == wait


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ({"x-app-usage": {"call_count": 94, "total_time": 3, "total_cputime": 3}}, None),
        ({"x-app-usage": {"call_count": 95, "total_time": 3, "total_cputime": 3}}, BREATHER),
        ({"x-app-usage": {"call_count": 1, "total_time": 3, "total_cputime": 100}}, BREATHER),
        ({"x-business-use-case-usage": {"7": [{"call_count": 20}, {"total_time": 99}]}}, BREATHER),
        (
            {"x-business-use-case-usage": {"7": [{"call_count": 100, "estimated_time_to_regain_access": 5}]}},
            5 * MINUTE,
        ),
        ({"x-business-use-case-usage": ["odd"], "x-app-usage": 7}, None),
    ],
)
def test_a_success_that_uses_up_the_budget_asks_for_a_pause(
    usage: dict[str, object], expected: timedelta | None
) -> None:
    assert pause(httpx.Headers({name: json.dumps(told) for name, told in usage.items()})) == expected


def test_no_estimate_is_no_wait() -> None:
    assert regain(httpx.Headers()) is None


def test_json_of_which_nothing_is_certain_is_read_without_a_fault() -> None:
    assert json_of("{") is None
    assert json_of("[" * 100_000) is None
    assert fields_of([1]) == {}
    assert rows_of([{"a": 1}, 2, "x"]) == ({"a": 1},)
    assert rows_of("ab") == ()
    assert [text_of(value) for value in ("a", 7, True, None, [])] == ["a", "7", "", "", ""]
    assert [number_of(value) for value in (7, "8", "-9", "x", None, 2.5)] == [7, 8, -9, 0, 0, 2]
    assert list(texts_in({"a": ["b", {"c": "d"}], "e": 1})) == ["b", "d"]
