"""Authority: how close the publisher of a release is to the unit that issued it. Pure."""

from __future__ import annotations

from syndicator.model.unit import SECTOR_KIND, Unit, UnitTree

ISSUER, COMMAND, HUMAS, OTHERS = range(4)


def authority_of(issuer: Unit | None, source_unit: Unit | None, tree: UnitTree) -> int:
    """
    Return the authority of a bulletin: 0 the issuing unit's own, 1 a command's above it, 2 another Humas', 3 others'.

    Few Polsek have a site: their Polres', on which they publish, is as good as their own.

    Args:
        issuer: whom the text itself names, whoever publishes it; None while open, and then nobody's word is the
            issuer's own.
        source_unit: the unit that the source belongs to; None where it belongs to none.
    """
    if source_unit is None:
        return OTHERS
    if issuer is None:
        return HUMAS
    if source_unit == issuer or (issuer.kind == SECTOR_KIND and tree.above(issuer) == source_unit):
        return ISSUER
    return COMMAND if f"/{source_unit.slug}/" in f"/{tree.path(issuer)}" else HUMAS
