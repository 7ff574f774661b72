"""
CSS selectors on trees of HTML, in time that only grows with the tree.

cssselect reads the selector. Its translation into XPath is not used: libxml2 takes minutes for `div div a` where a
hostile page stacks elements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import lxml.html
from cssselect import SelectorError, parse
from cssselect.parser import Attrib, Class, CombinedSelector, Element, Hash, Negation, Pseudo, Tree

from syndicator.errors import SourceFault

LONGEST_CHARS = 300

_Test = Callable[[lxml.html.HtmlElement], bool]
_Step = Callable[[lxml.html.HtmlElement], lxml.html.HtmlElement | None]
_MEND = "use names, .classes, #ids, [attributes], :first-child, :last-child, :not() and the combinators"


def select(root: lxml.html.HtmlElement, selector: str) -> Iterator[lxml.html.HtmlElement]:
    """
    Yield the elements that a selector means, in the order of the document.

    Raises:
        SourceFault: it is not a selector, or of a kind that is not known here.
    """
    if len(selector) > LONGEST_CHARS:
        raise SourceFault("format", f"the selector is longer than {LONGEST_CHARS} characters", "shorten it")
    try:
        read = parse(selector)
    except (SelectorError, RecursionError) as error:
        raise SourceFault("format", f"{selector!r} is not a CSS selector: {error}", _MEND) from error
    if any(one.pseudo_element for one in read):
        raise SourceFault("format", f"{selector!r} selects no element", _MEND)
    tests = [_test(one.parsed_tree) for one in read]
    elements = list(root.iter("*"))  # as long as they are held, each is one object
    return (element for element in elements if any(test(element) for test in tests))


def _test(tree: Tree) -> _Test:
    """Return what tells whether an element is meant."""
    match tree:
        case Element():
            name = tree.element.lower() if tree.element else None
            return lambda element: name is None or element.tag == name
        case CombinedSelector():
            meant, near = _test(tree.subselector), _near(tree.combinator, _test(tree.selector))
            return lambda element: meant(element) and near(element)
        case Negation():
            meant, other = _test(tree.selector), _test(tree.subselector)
            return lambda element: meant(element) and not other(element)
        case Class() | Hash() | Attrib() | Pseudo():
            meant, quality = _test(tree.selector), _quality(tree)
            return lambda element: meant(element) and quality(element)
        case _:
            raise SourceFault("format", f"the selector uses {tree!r}, which is not known here", _MEND)


def _quality(tree: Class | Hash | Attrib | Pseudo) -> _Test:
    match tree:
        case Class():
            return lambda element: tree.class_name in element.get("class", "").split()
        case Hash():
            return lambda element: element.get("id") == tree.id
        case Attrib():
            return _attribute(tree)
        case Pseudo(ident="first-child"):
            return lambda element: element.getprevious() is None
        case Pseudo(ident="last-child"):
            return lambda element: element.getnext() is None
    raise SourceFault("format", f"the selector uses {tree!r}, which is not known here", _MEND)


def _attribute(tree: Attrib) -> _Test:
    name, value = tree.attrib.lower(), (tree.value.value if tree.value is not None else None) or ""
    compared: dict[str, Callable[[str], bool]] = {
        "exists": lambda told: True,  # noqa: ARG005 -- that it is there is enough
        "=": lambda told: told == value,
        "~=": lambda told: value in told.split(),
        "|=": lambda told: told == value or told.startswith(f"{value}-"),
        "^=": lambda told: bool(value) and told.startswith(value),
        "$=": lambda told: bool(value) and told.endswith(value),
        "*=": lambda told: bool(value) and value in told,
        "!=": lambda told: told != value,
    }
    compare = compared[tree.operator]
    return lambda element: name in element.attrib and compare(element.get(name, ""))


def _near(combinator: str, left: _Test) -> _Test:
    """Return what tells whether the left side of a combinator stands where it should, seen from the right side."""
    match combinator:
        case ">":
            return lambda element: (above := element.getparent()) is not None and left(above)
        case "+":
            return lambda element: (before := element.getprevious()) is not None and left(before)
        case "~":
            return _somewhere(left, lambda element: element.getprevious())
        case _:
            return _somewhere(left, lambda element: element.getparent())


def _somewhere(left: _Test, step: _Step) -> _Test:
    """Test whether the left side holds anywhere along the steps; each element's answer is kept for the next ones."""
    known: dict[lxml.html.HtmlElement, bool] = {}

    def test(element: lxml.html.HtmlElement) -> bool:
        way = [element]
        while way[-1] not in known and (further := step(way[-1])) is not None:
            way.append(further)
        for one in reversed(way):
            if one not in known:
                further = step(one)
                known[one] = further is not None and (known[further] or left(further))
        return known[element]

    return test
