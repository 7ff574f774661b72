"""Sensitivity: says why a bulletin has to wait for a person, with the passages; its lists are configured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, ClassVar

from syndicator.classify.numbers import personal_numbers
from syndicator.classify.signs import INITIAL, MINOR, NAMED_MINOR, Sign, SignReader, Signs
from syndicator.model.verdict import HoldReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from syndicator.classify.words import Words

MOST_REASONS = 12
LONGEST_PASSAGE_CHARS = 280
LEAD_SENTENCES = 4
CONTACT_REACH_CHARS = 90
WORD_REACH_CHARS = 45
"""How far a spouse may stand from what was done to her, in characters: about six words."""
PLACE_OR_SCHOOL = re.compile(
    r"\b(?:Desa|Kelurahan|Kel\.|Kampung|Kp\.?|Dusun|Gampong|Nagari|Jorong|Lingkungan|RT)\s*[.:]?\s*"
    r"[A-Z0-9][\w/ ]{1,24}"
    r"|\b(?:SD|SMP|SMA|SMK|MTs|MAN?|MIN?|Ponpes|Pesantren|Pondok Pesantren)N?\s+(?:Negeri\s+)?"
    r"[A-Z0-9]\w*(?:\s[A-Z0-9]\w*)?"
)


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
    public_contacts: Sequence[str]


class SensitivityGuard:
    """The rules, compiled. In doubt about a case with a child or a victim of sexual violence, they hold."""

    def __init__(self, rules: SensitivityRules) -> None:
        self._reader = SignReader(asdict(rules))

    def hold_reasons(self, words: Words) -> tuple[HoldReason, ...]:
        """Return why a bulletin waits for a person, in order of the text; empty where it may go out."""
        signs = self._reader.read(words)
        scene = _Scene(signs)
        found = [
            HoldReason(RULES[number].kind, _passage(words.text, deciding))
            for sentence, number in _open_questions(signs)
            if (deciding := RULES[number].decide(scene, sentence))
        ]
        if found:
            found += _identities(words.text, signs)
        found += _numbers(words, signs)
        return tuple(dict.fromkeys(found))[:MOST_REASONS]


class _Scene:
    """The signs of a bulletin, and whether they tell of a case or only of talk about preventing one."""

    def __init__(self, signs: Signs) -> None:
        self.signs = signs
        lead = range(LEAD_SENTENCES)
        talk = not signs.sentences(["prevention"]).isdisjoint(lead)
        self._talk = talk and signs.sentences(["strong_case"]).isdisjoint(lead)

    def only_talk(self, sentence: int) -> bool:
        """Return whether a sentence is talk about prevention, where offences are only a subject."""
        return self._talk or bool(self.signs.here(sentence, "prevention"))

    def case(self, sentence: int) -> list[Sign]:
        """Return the signs that a sentence tells of a case; in talk about prevention only its strong ones."""
        if self.only_talk(sentence):
            return self.signs.here(sentence, "strong_case")
        return self.signs.near(sentence, "strong_case", "weak_case")

    def strong_case(self, sentence: int) -> list[Sign]:
        """Return the strong signs of a case, in the sentence or, outside talk about prevention, beside it."""
        return [sign for sign in self.case(sentence) if sign.kind == "strong_case"]


def _sexual_violence(scene: _Scene, sentence: int) -> list[Sign]:
    acts = scene.signs.here(sentence, "sexual_acts")
    offences = scene.signs.here(sentence, "sexual_offences")
    return acts or (offences if offences and scene.case(sentence) else [])


def _intimate_image(scene: _Scene, sentence: int) -> list[Sign]:
    images = scene.signs.here(sentence, "intimate_images")
    return images if scene.signs.near(sentence, "image_acts") else []


def _child_in_case(scene: _Scene, sentence: int) -> list[Sign]:
    """Find a child who suffered, did or saw something: in words of law, or beside an offence or a role."""
    signs = scene.signs
    if not scene.case(sentence):
        return _child_beside(scene, sentence, "violence") if not scene.only_talk(sentence) else []
    if legal := signs.here(sentence, "legal_children", NAMED_MINOR):
        return legal
    kin, harm = signs.here(sentence, "relatives"), signs.here(sentence, "violence")
    return _child_beside(scene, sentence, "violence", "offences", "roles") or (kin + harm if kin and harm else [])


def _child_beside(scene: _Scene, sentence: int, *kinds: str) -> list[Sign]:
    """Return a child in a sentence and what stands there of some kinds or as a strong sign of a case."""
    child = scene.signs.here(sentence, *CHILDREN)
    beside = scene.signs.here(sentence, "strong_case", *kinds)
    return child + beside if child and beside else []


def _recognisable_child(scene: _Scene, sentence: int) -> list[Sign]:
    """Find a child named or given by initials who came to harm, though nobody may have harmed it."""
    named = scene.signs.here(sentence, NAMED_MINOR)
    mishap = scene.signs.near(sentence, "mishaps", "violence", "offences", "strong_case")
    return named if mishap else []


def _domestic_violence(scene: _Scene, sentence: int) -> list[Sign]:
    signs = scene.signs
    if scene.only_talk(sentence) and not scene.case(sentence):
        return []
    if named := signs.here(sentence, "domestic"):
        return named
    pairs = ((spouse, harm) for spouse in signs.here(sentence, "spouses") for harm in signs.here(sentence, "violence"))
    return next((list(pair) for pair in pairs if _close(*pair)), [])


def _trafficking_victim(scene: _Scene, sentence: int) -> list[Sign]:
    signs = scene.signs
    forced = signs.near(sentence, "forced")
    if not forced or not scene.case(sentence):
        return []
    if sold := signs.here(sentence, "sex_trade"):
        return sold
    trade = signs.here(sentence, "trafficking")
    known = signs.near(sentence, INITIAL, MINOR, "children", "young_people")
    return trade if known and scene.strong_case(sentence) else []


def _pseudonym(scene: _Scene, sentence: int) -> list[Sign]:
    signs = scene.signs
    return signs.here(sentence, "pseudonyms") if signs.near(sentence, "strong_case", "weak_case", MINOR) else []


def _newborn(scene: _Scene, sentence: int) -> list[Sign]:
    return scene.signs.here(sentence, "newborns") if scene.case(sentence) else []


@dataclass(frozen=True, slots=True)
class _Rule:
    """
    Why a sentence may have to wait.

    Args:
        subjects: kinds of signs; in a sentence without any of them the rule finds nothing.
        decide: returns the signs of a sentence that decide, none where it may go out.
    """

    kind: str
    subjects: frozenset[str]
    decide: Callable[[_Scene, int], list[Sign]]


CHILDREN = ("children", "young_people", MINOR)
RULES = (
    _Rule("sexual-violence", frozenset({"sexual_acts", "sexual_offences"}), _sexual_violence),
    _Rule("intimate-image", frozenset({"intimate_images"}), _intimate_image),
    _Rule("child-in-case", frozenset({"legal_children", NAMED_MINOR, "relatives", *CHILDREN}), _child_in_case),
    _Rule("recognisable-child", frozenset({NAMED_MINOR}), _recognisable_child),
    _Rule("domestic-violence", frozenset({"domestic", "spouses"}), _domestic_violence),
    _Rule("trafficking-victim", frozenset({"sex_trade", "trafficking"}), _trafficking_victim),
    _Rule("pseudonym", frozenset({"pseudonyms"}), _pseudonym),
    _Rule("newborn", frozenset({"newborns"}), _newborn),
)


def _open_questions(signs: Signs) -> list[tuple[int, int]]:
    """Return the sentences that a rule may find something in, each with the rule's number, in order."""
    return sorted((sentence, n) for n, rule in enumerate(RULES) for sentence in signs.sentences(rule.subjects))


def _close(one: Sign, other: Sign) -> bool:
    return max(one.start, other.start) - min(one.end, other.end) <= WORD_REACH_CHARS


def _passage(text: str, deciding: Iterable[Sign]) -> str:
    """Return the text from the first to the last deciding sign, as written."""
    signs = list(deciding)
    start = min(sign.start for sign in signs)
    return text[start : min(max(sign.end for sign in signs), start + LONGEST_PASSAGE_CHARS)]


def _identities(text: str, signs: Signs) -> list[HoldReason]:
    """Return the passages of a held bulletin by which a person could be recognised."""
    spans = [(sign.start, sign.end) for sign in signs.anywhere(INITIAL, NAMED_MINOR)]
    spans += [found.span() for found in PLACE_OR_SCHOOL.finditer(text)]
    return [HoldReason("identity", text[start:end].strip()) for start, end in sorted(spans)]


def _numbers(words: Words, signs: Signs) -> Iterator[HoldReason]:
    numbers = list(personal_numbers(words))
    contacts = signs.anywhere("public_contacts") if numbers else []
    for kind, start, end in numbers:
        public = any(-CONTACT_REACH_CHARS <= start - sign.end <= CONTACT_REACH_CHARS for sign in contacts)
        if kind == "nik" or not public:
            yield HoldReason(kind, words.text[start:end])
