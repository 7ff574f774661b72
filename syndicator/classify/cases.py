"""Cases: which sentences tell of somebody whom the law protects, by the signs in them and beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicator.classify.signs import AGED, INITIAL, MINOR, NAMED_MINOR, Sign, Signs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LEAD_SENTENCES = 4
SHORT_WORDS = 45
"""A text of fewer words, or a title, may tell of somebody without a word more."""
WORD_REACH_CHARS = 45
"""How far a spouse may stand from what was done to her, in characters: about six words."""


class Scene:
    """
    The signs of a bulletin, and whether they tell of a case or only of talk about preventing one.

    Attributes:
        tells_case: whether it has a strong sign of a case, and is no talk.
    """

    def __init__(self, signs: Signs) -> None:
        self.signs = signs
        lead = range(LEAD_SENTENCES)
        talk = not signs.sentences(["prevention"]).isdisjoint(lead)
        strong = signs.sentences(["strong_case"])
        self._talk = talk and strong.isdisjoint(lead)
        somebody = signs.sentences([INITIAL, MINOR, AGED])
        self.tells_case = not self._talk and bool(strong)
        self._nobody = len(strong) < 2 and not somebody and signs.length > SHORT_WORDS

    def only_talk(self, sentence: int) -> bool:
        """Return whether a sentence is talk about prevention, where offences are only a subject."""
        return self._talk or bool(self.signs.here(sentence, "prevention"))

    def case(self, sentence: int) -> list[Sign]:
        """Return the signs that a sentence tells of a case; in talk about prevention only its strong ones."""
        if self.only_talk(sentence):
            return self.signs.here(sentence, "strong_case")
        return self.signs.near(sentence, "strong_case", "weak_case")

    def told_case(self, sentence: int) -> list[Sign]:
        """Return the same where the text tells of somebody, not of numbers or laws: else only strong signs."""
        return self.strong_case(sentence) if self._nobody else self.case(sentence)

    def strong_case(self, sentence: int) -> list[Sign]:
        """Return the strong signs of a case, in the sentence or, outside talk about prevention, beside it."""
        return [sign for sign in self.case(sentence) if sign.kind == "strong_case"]


def _sexual_violence(scene: Scene, sentence: int) -> list[Sign]:
    signs = scene.signs
    if acts := signs.here(sentence, "sexual_acts"):
        return acts
    offences = signs.here(sentence, "sexual_offences")
    return offences if offences and scene.told_case(sentence) else []


def _indecency(scene: Scene, sentence: int) -> list[Sign]:
    """Find what may be an indecency, in words that say it without its name, done to a child or told of a woman."""
    signs = scene.signs
    if scene.only_talk(sentence) or not scene.strong_case(sentence):
        return []
    suggestive = signs.here(sentence, "suggestive")
    return suggestive if signs.near(sentence, "women", *CHILDREN) else []


def _intimate_image(scene: Scene, sentence: int) -> list[Sign]:
    images = scene.signs.here(sentence, "intimate_images")
    spread = scene.signs.near(sentence, "image_acts")
    return images if spread and (not scene.only_talk(sentence) or scene.strong_case(sentence)) else []


def _minor_in_trouble(scene: Scene, sentence: int) -> list[Sign]:
    """Find somebody whose age is told to be under eighteen, beside harm, an offence or a case, or in a story of one."""
    signs = scene.signs
    minor, named = signs.here(sentence, MINOR), signs.here(sentence, NAMED_MINOR)
    grave = signs.here(sentence, "harms", "violence", "strong_case", "sexual_acts", *(TROUBLE if named else ()))
    if scene.only_talk(sentence):
        return minor + grave if grave else []
    beside = grave or signs.near(sentence, "harms", "strong_case", *TROUBLE)
    return minor if beside or scene.tells_case else []


def _child_in_case(scene: Scene, sentence: int) -> list[Sign]:
    """Find a child who suffered, did or saw something: in words of law, or beside an offence or a role."""
    signs = scene.signs
    if not scene.told_case(sentence):
        return _child_beside(scene, sentence, "violence") if not scene.only_talk(sentence) else []
    if legal := signs.here(sentence, "legal_children", NAMED_MINOR):
        return legal
    if beside := _child_beside(scene, sentence, "violence", "offences", "roles"):
        return beside
    kin, harm = signs.here(sentence, "relatives"), signs.here(sentence, "violence")
    return kin + harm if kin and harm and scene.strong_case(sentence) else []


def _child_beside(scene: Scene, sentence: int, *kinds: str) -> list[Sign]:
    """Return a child in a sentence and what stands there of some kinds or as a strong sign of a case."""
    child = scene.signs.here(sentence, *CHILDREN)
    beside = scene.signs.here(sentence, "strong_case", *kinds)
    return child + beside if child and beside else []


def _child_in_care(scene: Scene, sentence: int) -> list[Sign]:
    """Find a child whom those who look after children in cases look after."""
    signs = scene.signs
    care = signs.here(sentence, "care")
    child = signs.near(sentence, "relatives", *CHILDREN)
    return care if child and not scene.only_talk(sentence) and scene.strong_case(sentence) else []


def _under_authority(scene: Scene, sentence: int) -> list[Sign]:
    """Find a pupil, ward or child beside whoever has power over it and is suspected."""
    signs = scene.signs
    if scene.only_talk(sentence) or not signs.here(sentence, "strong_case"):
        return []
    ward = signs.here(sentence, "relatives", *CHILDREN) or signs.here(sentence, "women")
    return signs.here(sentence, "authority") if ward else []


def _recognisable_child(scene: Scene, sentence: int) -> list[Sign]:
    """Find a child named or given by initials who came to harm, though nobody may have harmed it."""
    named = scene.signs.here(sentence, NAMED_MINOR)
    mishap = scene.signs.near(sentence, "mishaps", "harms", "violence", "offences", "strong_case")
    return named if mishap or (scene.tells_case and not scene.only_talk(sentence)) else []


def _harmed_child(scene: Scene, sentence: int) -> list[Sign]:
    """Find a child, by what it is called, close to the harm that it suffered."""
    signs = scene.signs
    if scene.only_talk(sentence):
        return []
    return _close(signs.here(sentence, *CHILDREN), signs.here(sentence, "harms"))


def _domestic_violence(scene: Scene, sentence: int) -> list[Sign]:
    signs = scene.signs
    if acts := signs.here(sentence, "domestic_acts"):
        return acts
    if scene.only_talk(sentence) and not scene.case(sentence):
        return []
    if named := signs.here(sentence, "domestic"):
        return named if scene.told_case(sentence) else []
    blows = ("violence", "blows") if scene.strong_case(sentence) else ("violence",)
    return _close(signs.here(sentence, "spouses"), signs.here(sentence, *blows))


def _trafficking_victim(scene: Scene, sentence: int) -> list[Sign]:
    signs = scene.signs
    sold, forced = signs.here(sentence, "sex_trade"), signs.near(sentence, "forced")
    if sold and not scene.only_talk(sentence) and (child := signs.here(sentence, "relatives", *CHILDREN)):
        return child + sold
    if sold and forced and scene.case(sentence):
        return sold
    trade = signs.here(sentence, "trafficking")
    known = signs.near(sentence, INITIAL, "young_people", "children", MINOR)
    return trade if forced and known and scene.strong_case(sentence) else []


def _pseudonym(scene: Scene, sentence: int) -> list[Sign]:
    signs = scene.signs
    told = scene.strong_case(sentence) or signs.near(sentence, MINOR)
    return signs.here(sentence, "pseudonyms") if told else []


def _newborn(scene: Scene, sentence: int) -> list[Sign]:
    signs = scene.signs
    if named := signs.here(sentence, "newborns"):
        return named if scene.case(sentence) else []
    baby, found = signs.here(sentence, "babies"), signs.near(sentence, "foundling")
    return baby + found if baby and found and scene.case(sentence) else []


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
    decide: Callable[[Scene, int], list[Sign]]


CHILDREN = ("children", "young_people", MINOR)
TROUBLE = ("violence", "offences", "roles", "sexual_offences", "mishaps")
RULES = (
    _Rule("sexual-violence", frozenset({"sexual_acts", "sexual_offences"}), _sexual_violence),
    _Rule("sexual-violence", frozenset({"suggestive"}), _indecency),
    _Rule("intimate-image", frozenset({"intimate_images"}), _intimate_image),
    _Rule("child-in-case", frozenset({MINOR}), _minor_in_trouble),
    _Rule("child-in-case", frozenset({"legal_children", NAMED_MINOR, "relatives", *CHILDREN}), _child_in_case),
    _Rule("child-in-case", frozenset({"care"}), _child_in_care),
    _Rule("child-in-case", frozenset({"authority"}), _under_authority),
    _Rule("recognisable-child", frozenset({NAMED_MINOR}), _recognisable_child),
    _Rule("harmed-child", frozenset(CHILDREN), _harmed_child),
    _Rule("domestic-violence", frozenset({"domestic", "domestic_acts", "spouses"}), _domestic_violence),
    _Rule("trafficking-victim", frozenset({"sex_trade", "trafficking"}), _trafficking_victim),
    _Rule("pseudonym", frozenset({"pseudonyms"}), _pseudonym),
    _Rule("newborn", frozenset({"newborns", "babies"}), _newborn),
)


def cases(scene: Scene) -> Iterator[tuple[str, list[Sign]]]:
    """Yield why sentences have to wait, in order of the text: the kind and the signs that decide."""
    for sentence, number in _open_questions(scene.signs):
        if deciding := RULES[number].decide(scene, sentence):
            yield RULES[number].kind, deciding


def _open_questions(signs: Signs) -> list[tuple[int, int]]:
    """Return the sentences that a rule may find something in, each with the rule's number, in order."""
    return sorted((sentence, n) for n, rule in enumerate(RULES) for sentence in signs.sentences(rule.subjects))


def _close(ones: list[Sign], others: list[Sign]) -> list[Sign]:
    """Return the first two signs, one of each list, with so little between them that they belong together."""
    told = sorted(
        [*((one, True) for one in ones), *((other, False) for other in others)], key=lambda pair: pair[0].start
    )
    latest: dict[bool, Sign] = {}
    for sign, kind in told:
        before = latest.get(not kind)
        if before and sign.start - before.end <= WORD_REACH_CHARS:
            return [before, sign]
        if kind not in latest or sign.end > latest[kind].end:
            latest[kind] = sign
    return []
