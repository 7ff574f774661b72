"""
The small language that texts are composed in; what the texts say lives in kinds/.

`{name}` is a fact, `{^name}` the same with a capital, `[one|two|]` a choice (it may be empty and
may hold further facts and choices). White space runs are one blank, so that sources may wrap.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

LEXEME = re.compile(r"[\[\]|]|\{\^?[a-z][a-z0-9_]*\}|[^\[\]|{}]+")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a fact."""

    name: str
    capital: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives, of which one is drawn."""

    branches: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled text: literals, slots and choices in order."""

    parts: tuple[str | Slot | Choice, ...]

    def render(self, facts: Mapping[str, str], rng: random.Random) -> str:
        """Return the text with facts filled in and choices drawn."""
        pieces: list[str] = []
        self.render_into(pieces, facts, rng)
        return "".join(pieces)

    def render_into(self, pieces: list[str], facts: Mapping[str, str], rng: random.Random) -> None:
        """Append the text's pieces to a list."""
        for part in self.parts:
            if isinstance(part, str):
                pieces.append(part)
            elif isinstance(part, Slot):
                fact = facts[part.name]
                pieces.append(fact[:1].upper() + fact[1:] if part.capital else fact)
            else:
                branches = part.branches
                branches[int(rng.random() * len(branches))].render_into(pieces, facts, rng)

    def slots(self) -> Iterator[str]:
        """Yield the names of all facts the text may ask for."""
        for part in self.parts:
            if isinstance(part, Slot):
                yield part.name
            elif isinstance(part, Choice):
                for branch in part.branches:
                    yield from branch.slots()


@lru_cache(maxsize=8192)
def compile_template(source: str) -> Template:
    """Compile a text; an unbalanced bracket or a stray brace raises ValueError."""
    text = " ".join(source.split())
    lexemes = LEXEME.findall(text)
    if "".join(lexemes) != text:
        raise ValueError(f"a brace that names no fact in: {text[:80]}")
    template, rest = _sequence(lexemes, 0, inside=False)
    if rest != len(lexemes):
        raise ValueError(f"an unbalanced bracket in: {text[:80]}")
    return template


def one_of(sources: tuple[str, ...]) -> Template:
    """Compile several texts into one of which one is drawn."""
    return Template((Choice(tuple(compile_template(source) for source in sources)),))


def _sequence(lexemes: list[str], start: int, *, inside: bool) -> tuple[Template, int]:
    parts: list[str | Slot | Choice] = []
    at = start
    while at < len(lexemes):
        lexeme = lexemes[at]
        if inside and lexeme in {"|", "]"}:
            return Template(tuple(parts)), at
        if lexeme == "[":
            choice, at = _choice(lexemes, at + 1)
            parts.append(choice)
            continue
        if lexeme in {"]", "|"}:
            break
        parts.append(_slot(lexeme) if lexeme.startswith("{") else lexeme)
        at += 1
    if inside:
        raise ValueError("a bracket is never closed")
    return Template(tuple(parts)), at


def _choice(lexemes: list[str], start: int) -> tuple[Choice, int]:
    branches: list[Template] = []
    at = start
    while True:
        branch, at = _sequence(lexemes, at, inside=True)
        branches.append(branch)
        at += 1
        if lexemes[at - 1] == "]":
            return Choice(tuple(branches)), at


def _slot(lexeme: str) -> Slot:
    name = lexeme[1:-1]
    return Slot(name.removeprefix("^"), name.startswith("^"))
