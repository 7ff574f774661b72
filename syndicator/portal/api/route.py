"""A route of the API: whatever is wrong with a request is told as a problem, by the parameter that it stands in."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from syndicator.portal.api.letter import words
from syndicator.portal.api.problem import Fault, Unusable, problem
from syndicator.portal.api.quota import standing_of

MOST_FAULTS = 20
UNUSABLE = "this address cannot be answered"
NO_PARAMETER = "there is no such parameter here"
NOWHERE = "no such thing can be, by the name that the address gives"


class ApiRoute(APIRoute):
    """Answers faults of addresses, and tells how much a token has left."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        answer = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                response = await answer(request)
            except RequestValidationError as error:
                response = _refused(error)
            except Unusable as unusable:
                response = problem(400, UNUSABLE, faults=unusable.faults)
            standing = standing_of(request)
            if standing is not None:
                response.headers.update(standing.headers)
            return response

        return answered


def _refused(error: RequestValidationError) -> Response:
    """An address that cannot be is one where nothing is; a parameter that cannot be is a fault of its own."""
    told = error.errors()
    if any(one["loc"][0] == "path" for one in told):
        return problem(404, NOWHERE)
    faults = [Fault(parameter=str(one["loc"][-1])[:100], detail=_words(one)) for one in told[:MOST_FAULTS]]
    return problem(400, UNUSABLE, faults=faults)


def _words(error: Mapping[str, Any]) -> str:
    return NO_PARAMETER if error["type"] == "extra_forbidden" else words(error["msg"])
