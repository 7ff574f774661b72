"""Templates: the desk's own before those of the package, in a sandbox; a broken one is an error of the config."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from html import unescape
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined, Template, TemplateError, nodes
from jinja2.exceptions import TemplateNotFound, TemplatesNotFound, TemplateSyntaxError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from syndicator.deliver.cleaning import tidied
from syndicator.errors import ConfigError

NAMES = frozenset(
    {
        *("occasion", "title", "lead", "text", "tags", "link"),
        *("unit", "place", "topics", "published", "urgency", "language"),
        *("lines", "more", "total"),
    }
)
# Of the tags that Telegram takes (https://core.telegram.org/bots/api#html-style) those that a post needs.
TAGS = frozenset({"b", "strong", "i", "em", "u", "s", "code", "pre", "blockquote", "a"})

_TAG = re.compile(r"<(/?)([^\s>/]*)[^>]*>")
_EMPTY = re.compile(r"<([a-z]+)>\s*</\1>")
# What a template does wrong shows as one of these; all others are ours.
_FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Templates:
    """
    Finds and renders templates.

    Args:
        folder: templates of the config folder, which go before those of the package; None for none.
    """

    def __init__(self, folder: Path | None) -> None:
        own = PackageLoader("syndicator.deliver", "templates")
        loader = ChoiceLoader([FileSystemLoader(folder), own]) if folder else own
        self._folder = folder
        self._environments = {
            markup: ImmutableSandboxedEnvironment(
                loader=loader, autoescape=markup, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
            )
            for markup in (False, True)
        }

    def find(self, name: str, language: str, *, markup: bool) -> Template:
        """
        Return a template in a language, or else in Indonesian.

        Raises:
            ConfigError: there is none, or it is broken; names file and line.
        """
        environment = self._environments[markup]
        try:
            return environment.select_template([f"{name}.{language}.jinja", f"{name}.id.jinja"])
        except TemplatesNotFound as error:
            where = str((self._folder or Path("templates")) / f"{name}.{language}.jinja")
            raise ConfigError(where, "there is no such template", "write it, or name another one") from error
        except TemplateSyntaxError as error:
            where = f"{error.filename or error.name}:{error.lineno}"
            raise ConfigError(where, f"no template: {error.message}", "mend that line") from error

    def is_desks(self, template: Template) -> bool:
        """Whether a template is of the config folder."""
        return self._folder is not None and Path(template.filename or "").is_relative_to(self._folder)

    def check_names(self, template: Template, *, markup: bool) -> None:
        """
        Look for names that no post has, also where no post leads.

        Raises:
            ConfigError: there is one; names file and line.
        """
        environment = self._environments[markup]
        path = template.filename or str(template.name)
        source, _, _ = (
            environment.loader.get_source(environment, str(template.name)) if environment.loader else ("",) * 3
        )
        tree = environment.parse(source)
        for name in sorted(find_undeclared_variables(tree) - NAMES):
            line = min(node.lineno for node in tree.find_all(nodes.Name) if node.name == name)
            raise ConfigError(f"{path}:{line}", f"no post has a {name!r}", f"there are {', '.join(sorted(NAMES))}")


def rendered(template: Template, shown: Mapping[str, object]) -> str:
    """
    Return what a template writes, without the holes of empty parts.

    Raises:
        ConfigError: it cannot; names file and line.
    """
    try:
        return tidied(template.render(shown))
    except TemplateNotFound as error:
        raise ConfigError(_place(template, error), f"there is no template {error.name}", "mend that line") from error
    except TemplateSyntaxError as error:
        where = f"{error.filename or error.name}:{error.lineno}"
        raise ConfigError(where, f"no template: {error.message}", "mend that line") from error
    except _FAULTS as error:
        raise ConfigError(_place(template, error), f"fails: {error}", "mend that line") from error


def _place(template: Template, error: Exception) -> str:
    """Return file and line of the last step inside of a template; jinja writes them into the traceback."""
    steps = [step for step in traceback.extract_tb(error.__traceback__) if step.filename.endswith(".jinja")]
    return f"{steps[-1].filename}:{steps[-1].lineno}" if steps else str(template.filename or template.name)


def without_empty(markup: str) -> str:
    """Return what a template wrote without the tags around words that it was not given."""
    return tidied(_EMPTY.sub("", markup))


def visible(markup: str) -> str:
    """Return what a reader sees of markup that a template wrote around escaped words."""
    return unescape(_TAG.sub("", markup)).strip()


def fault_of_markup(markup: str) -> str | None:
    """Return why Telegram would refuse markup: a tag that it does not know, or one that is not closed."""
    open_tags: list[str] = []
    for closing, name in _TAG.findall(markup):
        if name.lower() not in TAGS:
            return f"<{name}> is not taken"
        if not closing:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            return f"</{name}> closes nothing"
    return f"<{open_tags[-1]}> is not closed" if open_tags else None
