"""Scene: where the event of a text was, as far as its places, its issuer and the issuer's territory tell."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from syndicator.classify.gazetteer import place_name
from syndicator.model.unit import SECTOR_KIND

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from syndicator.classify.gazetteer import Gazetteer
    from syndicator.classify.places import Scenery
    from syndicator.model.unit import Unit

LEAST_WEIGHT = 2.0
PAIR = 2
"""A city and a regency of one name: who says the bare name means the city."""
CLEAR_LEAD = 1.5
"""How many times more than the next one a place has to weigh to be the place of the event."""


def scene_of(
    scenery: Scenery, issuer: Unit | None, polda: Unit | None, named: Iterable[Unit], names: Gazetteer
) -> str | None:
    """
    Return the regency, city or province of the event, or None while open.

    A Polsek and a Polres work in their territory. A Polda's event is in the regency of its province that the text
    clearly plays in, or of the one lower unit that it names, else in the province; headquarters and texts without a
    unit have no territory to fall back on.
    """
    weights = _weights(scenery, polda, names)
    if issuer is not None and issuer.kind == SECTOR_KIND:
        return issuer.regency
    if issuer is not None and issuer.kind.startswith("Polres"):
        guarded = {regency: weight for regency, weight in weights.items() if regency in names.guarded(issuer)}
        return _clearest(guarded, weights) or place_name(issuer)
    if polda is not None:
        province = names.province(polda)
        within = {r: w for r, w in weights.items() if r in names.territory(polda)}
        return _clearest(within, within) or _of_lower(named, polda, names) or province
    return _clearest(weights, weights) or _clearest(_provinces(scenery), _provinces(scenery))


def _of_lower(named: Iterable[Unit], polda: Unit, names: Gazetteer) -> str | None:
    """Return the regency in which all named units under a Polda work, None where they work in several."""
    regencies = {place_name(unit) for unit in named if names.is_above(polda, unit)}
    return regencies.pop() if len(regencies) == 1 else None


def clear_regency(scenery: Scenery, names: Gazetteer) -> str | None:
    """Return the regency that a text clearly plays in by its places alone, None while open."""
    weights = _weights(scenery, None, names)
    return _clearest(weights, weights)


def _weights(scenery: Scenery, polda: Unit | None, names: Gazetteer) -> dict[str, float]:
    """Return the regencies that are named, each with its weight; of one name that of the command is meant."""
    weights: dict[str, float] = defaultdict(float)
    for place in scenery.places:
        near = {r.regency for r in place.regions if polda is not None and names.polda(r.unit) == polda}
        regencies = near or {region.regency for region in place.regions}
        cities = {regency for regency in regencies if regency.startswith("Kota ")}
        if len(regencies) == 1 or (len(regencies) == PAIR and len(cities) == 1 and not place.sectors):
            weights[(cities or regencies).pop()] += place.weight
    for place in scenery.places:
        known = {region.regency for region in place.regions if region.regency in weights}
        if len(known) == 1 and len(place.regions) > 1:
            weights[known.pop()] += place.weight
    return weights


def _clearest(among: Mapping[str, float], rivals: Mapping[str, float]) -> str | None:
    ranked = sorted(among.items(), key=lambda entry: (-entry[1], entry[0]))
    if not ranked or ranked[0][1] < LEAST_WEIGHT:
        return None
    best, weight = ranked[0]
    return best if all(weight >= CLEAR_LEAD * other for name, other in rivals.items() if name != best) else None


def _provinces(scenery: Scenery) -> dict[str, float]:
    weights: dict[str, float] = defaultdict(float)
    for place in scenery.provinces:
        weights[place.name] += place.weight
    return weights
