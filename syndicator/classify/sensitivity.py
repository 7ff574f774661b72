"""Sensitivity: says why a bulletin has to wait for a person, with the passages; its lists are configured."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, ClassVar

from syndicator.classify.cases import Scene, cases
from syndicator.classify.identities import PLATE, Identity, IdentityFinder, apart
from syndicator.classify.maskwords import MaskingRules
from syndicator.classify.numbers import personal_numbers
from syndicator.classify.persons import INITIALS, PersonFinder
from syndicator.classify.plates import plates
from syndicator.classify.signs import INITIAL, NAMED_MINOR, Sign, SignReader, Signs
from syndicator.model.verdict import HoldReason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syndicator.classify.suspicion import Suspicion
    from syndicator.classify.words import Words

MOST_REASONS = 24
MOST_MASKINGS = 12
LONGEST_PASSAGE_CHARS = 280
CONTACT_REACH_CHARS = 90
FIRST_DIGIT = re.compile(r"[+\d]")
LETTERS = re.compile(r"\b[A-Z][A-Za-z.]{0,4}(?=\b|$)")


@dataclass(frozen=True, slots=True)
class SensitivityRules:
    """The word lists of the guard; each list is explained where it is kept, in the configuration."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    innocent: Sequence[str]
    sexual_acts: Sequence[str]
    sexual_offences: Sequence[str]
    intimate_images: Sequence[str]
    image_acts: Sequence[str]
    children: Sequence[str]
    young_people: Sequence[str]
    relatives: Sequence[str]
    legal_children: Sequence[str]
    violence: Sequence[str]
    offences: Sequence[str]
    mishaps: Sequence[str]
    domestic: Sequence[str]
    domestic_acts: Sequence[str]
    spouses: Sequence[str]
    trafficking: Sequence[str]
    sex_trade: Sequence[str]
    forced: Sequence[str]
    pseudonyms: Sequence[str]
    newborns: Sequence[str]
    roles: Sequence[str]
    strong_case: Sequence[str]
    weak_case: Sequence[str]
    prevention: Sequence[str]
    harms: Sequence[str]
    suggestive: Sequence[str]
    women: Sequence[str]
    care: Sequence[str]
    foundling: Sequence[str]
    babies: Sequence[str]
    authority: Sequence[str]
    blows: Sequence[str]
    public_contacts: Sequence[str]
    masking: MaskingRules

    def lists(self) -> dict[str, Sequence[str]]:
        """Return the lists of words by which the guard decides, by name."""
        return {name: told for name, told in asdict(self).items() if name != "masking"}


@dataclass(frozen=True, slots=True)
class Findings:
    """What the guard found: why a bulletin waits, or what a version for the cautious would leave out."""

    hold_reasons: tuple[HoldReason, ...] = ()
    maskings: tuple[HoldReason, ...] = ()


class SensitivityGuard:
    """
    The rules, compiled. In doubt about a case with a child or a victim of sexual violence, they hold.

    Args:
        places: words of places that are known, in lower case, which are nobody's name.
        model: what was learned of sensitive texts; it holds what it finds above its threshold, whatever the rules say.
    """

    def __init__(self, rules: SensitivityRules, places: Iterable[str] = (), model: Suspicion | None = None) -> None:
        self._model = model
        self._reader = SignReader(rules.lists())
        self._identities = IdentityFinder(PersonFinder(rules.masking.names(places)))

    def weigh(self, words: Words, *, photo: bool = False) -> Findings:
        """
        Return what is found in a bulletin, in order of the text.

        Args:
            photo: whether it shows a picture in which the persons of its case are to be expected.
        """
        signs = self._reader.read(words)
        scene = Scene(signs)
        found = [HoldReason(kind, _passage(words.text, deciding)) for kind, deciding in cases(scene)]
        if not found and self._model and (telling := self._model.passage(words)):
            found.append(HoldReason("learned", telling))
        numbers = [HoldReason(kind, words.text[start:end]) for kind, start, end in _private(words, signs)]
        if not found and not numbers:
            return Findings(maskings=_maskings(words, scene))
        if found:
            found += [HoldReason("photo", words.text[: words.text.index("\n")])] if photo else []
            found += self._told_identities(words, signs)
        return Findings(tuple(dict.fromkeys((*numbers, *found)))[:MOST_REASONS])

    def identities(self, words: Words, known: Iterable[str] = ()) -> list[Identity]:
        """
        Return the passages by which somebody in a held bulletin could be recognised, in order and apart.

        Args:
            known: words of names that the same release tells elsewhere.
        """
        numbers = _private(words, self._reader.read(words))
        return list(apart([*self._identities.find(words, known), *(_narrowed(words, number) for number in numbers)]))

    def details(self, words: Words) -> list[Identity]:
        """Return the passages that a bulletin which need not wait could do without, in order and apart."""
        return list(apart(_details(words, Scene(self._reader.read(words)))))

    def _told_identities(self, words: Words, signs: Signs) -> Iterator[HoldReason]:
        """Yield the same passages for the desk, a name and its age as one."""
        told = [Identity("told", sign.start, sign.end) for sign in signs.anywhere(INITIAL, NAMED_MINOR)]
        for one in apart([*told, *self._identities.find(words)]):
            yield HoldReason("identity", words.text[one.start : one.end].strip())


def _passage(text: str, deciding: Iterable[Sign]) -> str:
    """Return the text from the first to the last deciding sign, as written."""
    signs = list(deciding)
    start = min(sign.start for sign in signs)
    return text[start : min(max(sign.end for sign in signs), start + LONGEST_PASSAGE_CHARS)]


def _private(words: Words, signs: Signs) -> list[Identity]:
    """Return the numbers of persons; telephones and accounts that are told to the public are none."""
    numbers = [Identity(*number) for number in personal_numbers(words)]
    ends = sorted(sign.end for sign in signs.anywhere("public_contacts")) if numbers else []
    return [one for one in numbers if one.kind == "nik" or not _is_public(one, ends)]


def _is_public(number: Identity, contact_ends: Sequence[int]) -> bool:
    """Whether a word that tells a contact ends close enough before a number, or behind where it begins."""
    nearest = bisect_left(contact_ends, number.start - CONTACT_REACH_CHARS)
    return nearest < len(contact_ends) and contact_ends[nearest] <= number.start + CONTACT_REACH_CHARS


def _narrowed(words: Words, number: Identity) -> Identity:
    """Return a number without the words before its first digit."""
    digit = FIRST_DIGIT.search(words.text, number.start, number.end)
    return number._replace(start=digit.start()) if digit else number


def _details(words: Words, scene: Scene) -> Iterator[Identity]:
    """Yield plates, and initials near a case."""
    yield from (Identity(PLATE, *span) for span in plates(words))
    for sentence in scene.signs.sentences([INITIAL]):
        if scene.case(sentence):
            yield from (_initials(words, sign) for sign in scene.signs.here(sentence, INITIAL))


def _maskings(words: Words, scene: Scene) -> tuple[HoldReason, ...]:
    found = (HoldReason(one.kind, words.text[one.start : one.end]) for one in apart(_details(words, scene)))
    return tuple(dict.fromkeys(found))[:MOST_MASKINGS]


def _initials(words: Words, sign: Sign) -> Identity:
    """Return where the letters themselves stand: behind the word that tells them, before an age."""
    letters = LETTERS.search(words.text, sign.start, sign.end)
    return Identity(INITIALS, *letters.span()) if letters else Identity(INITIALS, sign.start, sign.end)
