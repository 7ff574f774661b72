"""Writing: from what may be told to the message of one channel, by its template, within its service's own count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Template
from markupsafe import escape

from syndicator.deliver.cleaning import one_line, paragraphs
from syndicator.deliver.cutting import shortenable, within
from syndicator.deliver.fitting import Parts, Shown, fitting, whole_of
from syndicator.deliver.message import Length, Message
from syndicator.deliver.samples import samples
from syndicator.deliver.tags import tags_of
from syndicator.deliver.telling import Line, Occasion, Telling
from syndicator.deliver.templating import Templates, fault_of_markup, rendered, visible, without_empty
from syndicator.deliver.wording import Wording, told_moment, wording_of
from syndicator.errors import ConfigError
from syndicator.model.channel import ChannelConfig
from syndicator.model.verdict import Urgency

LONGEST_DESCRIPTION = 1_000
LONGEST_HEADING = 300
LONGEST_LEAD = 1_000
LONGEST_NAME = 100
LONGEST_LINE = 150
# A text may have more code points than a service counts, for its links count 23 at most; so much more is looked at.
SPARE_CHARS = 2_048


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """
    How a service counts, and what a post there can show.

    Args:
        template: name of the kind's own template.
        count: length of a whole post, links and all, as the service counts.
        limit: the longest that it takes.
        markup: whether the template writes HTML; the count is of what a reader sees.
        tags: at most so many hash tags.
    """

    template: str
    count: Callable[[str], int]
    limit: int
    markup: bool = False
    tags: int = 3

    def fits(self, written: str) -> bool:
        """Whether the service takes what a template wrote."""
        return self.count(visible(written) if self.markup else written) <= self.limit


class Writer:
    """
    Writes messages.

    Args:
        folder: templates of the config folder, which go before those of the package; None for none.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._templates = Templates(folder)
        self._tried: set[tuple[str | None, bool, int]] = set()

    def write(self, telling: Telling, voice: Voice, config: ChannelConfig) -> Message:
        """
        Return the message of a telling, cut until it fits; clean, and never empty.

        A notice has no words of its release, and no link either: the path of a page tells its title. A template of
        the desk is checked when a channel first writes by it.

        Raises:
            ConfigError: the channel's template is missing or broken; names file and line.
        """
        template = self._template(voice, config)
        trial = (template.filename, voice.markup, voice.limit)
        if self._templates.is_desks(template) and trial not in self._tried:
            self.check(voice, config)
            self._tried.add(trial)
        return _message(telling, voice, template, config.language)

    def check(self, voice: Voice, config: ChannelConfig) -> None:
        """
        Try the template of a channel on every occasion.

        Raises:
            ConfigError: it is missing or broken, knows a name that no post has, writes nothing, leaves the link
                out, or writes tags that no service takes; names the file, and the line where there is one.
        """
        template = self._template(voice, config)
        self._templates.check_names(template, markup=voice.markup)
        where = template.filename or str(template.name)
        for telling in samples():
            message = _message(telling, voice, template, config.language)
            if not message.text:
                raise ConfigError(where, f"writes nothing for a {telling.occasion}", "write what such a post says")
            if message.link and message.link not in (message.html or message.text):
                raise ConfigError(where, f"a {telling.occasion} lacks the link", "write {{ link }}")
            if fault := fault_of_markup(message.html):
                raise ConfigError(where, fault, "write b, i, u, s, code, pre, blockquote and a only")

    def _template(self, voice: Voice, config: ChannelConfig) -> Template:
        return self._templates.find(config.template or voice.template, config.language, markup=voice.markup)


def _message(telling: Telling, voice: Voice, template: Template, language: str) -> Message:
    wording = wording_of(language)
    if telling.occasion is Occasion.NOTICE:
        telling = Telling(occasion=Occasion.NOTICE, title="", link="", published_at=telling.published_at)
    length = None
    if telling.own and telling.occasion in {Occasion.RELEASE, Occasion.CORRECTION}:
        written, length = _own(telling, voice, template, language)
    else:
        written = _written(telling, voice, template, language)
    return Message(
        title=_heading(telling, wording),
        text=visible(written) if voice.markup else written,
        lead=_line(telling.lead, LONGEST_LEAD),
        html=written if voice.markup else "",
        image=telling.image,
        description=_description(telling, wording) if telling.image else "",
        link=telling.link or None,
        length=length,
    )


def _own(telling: Telling, voice: Voice, template: Template, language: str) -> tuple[str, Length]:
    """
    Return what the desk wrote, as the template frames it, and how long all of it is.

    The template is given nothing else but the link: what a post says of title, unit, topics and moment the desk has
    to write itself, and no mark stands before it.
    """
    own = replace(
        telling,
        occasion=Occasion.RELEASE,
        title="",
        lead="",
        text=telling.own,
        topics=(),
        unit=None,
        place=None,
        urgency=Urgency.ROUTINE,
    )
    fixed, parts = _fixed(own, language) | {"published": ""}, _parts(own, voice)
    parts = replace(parts, lead=parts.text)

    def written(shown: Shown) -> str:
        return without_empty(rendered(template, fixed | _shown(shown, 0)))

    everything = written(whole_of(parts))
    length = Length(voice.count(visible(everything) if voice.markup else everything), voice.limit)
    shown = fitting(parts, lambda shown: voice.fits(written(shown)))
    return (written(shown) if shown else "") or _least(own, voice, parts), length


def _written(telling: Telling, voice: Voice, template: Template, language: str) -> str:
    fixed, parts = _fixed(telling, language), _parts(telling, voice)

    def written(shown: Shown) -> str:
        return rendered(template, fixed | _shown(shown, len(parts.lines)))

    shown = fitting(parts, lambda shown: voice.fits(written(shown)))
    if shown is not None and (whole := written(shown)):
        return whole
    return _least(telling, voice, parts)


def _least(telling: Telling, voice: Voice, parts: Parts) -> str:
    """Return what is left where a template's own words are too many: the link, or else of the title what fits."""
    link = str(escape(telling.link)) if voice.markup else telling.link
    if link and voice.fits(link):
        return link
    none = replace(parts, tags=(), lines=(), lead=shortenable("", 0), text=shortenable("", 0))

    def words(shown: Shown) -> str:
        return str(escape(shown.title)) if voice.markup else shown.title

    shown = fitting(none, lambda shown: voice.fits(words(shown)))
    return words(shown) if shown else ""


def _fixed(telling: Telling, language: str) -> dict[str, object]:
    """Return what a template may say that is never shortened."""
    return {
        "occasion": telling.occasion.value,
        "unit": _name(telling.unit or ""),
        "place": _name(telling.place or ""),
        "topics": [_name(topic) for topic in telling.topics],
        "link": telling.link,
        "published": told_moment(telling.published_at, wording_of(language)),
        "urgency": telling.urgency.name.lower(),
        "language": language,
    }


def _line(text: str, most_graphemes: int) -> str:
    # Of what is taken out, and of spaces, a text may be full: eight times as much is looked at.
    return within(one_line(text[: most_graphemes * 8]), most_graphemes)


def _name(name: str) -> str:
    return _line(name, LONGEST_NAME)


def _parts(telling: Telling, voice: Voice) -> Parts:
    most_chars = voice.limit + SPARE_CHARS
    # Signs that are taken out, and spaces, may be many: of twice as much enough is left.
    rough = 2 * most_chars
    return Parts(
        title=shortenable(one_line(telling.title[:rough]), most_chars),
        lead=shortenable(one_line((telling.lead or telling.text)[: 4 * SPARE_CHARS]), min(most_chars, 2 * SPARE_CHARS)),
        text=shortenable(paragraphs((telling.text or telling.lead)[:rough]), most_chars),
        tags=tags_of(map(_name, telling.topics), voice.tags),
        lines=_lines(telling),
    )


def _lines(telling: Telling) -> tuple[Line, ...]:
    if telling.occasion is not Occasion.DIGEST:
        return ()
    return tuple(Line(_line(line.title, LONGEST_LINE), line.link) for line in telling.lines)


def _shown(shown: Shown, lines: int) -> dict[str, object]:
    return {
        "title": shown.title,
        "lead": shown.lead,
        "text": shown.text,
        "tags": " ".join(shown.tags),
        "lines": shown.lines,
        "more": lines - len(shown.lines),
        "total": lines,
    }


def _heading(telling: Telling, wording: Wording) -> str:
    """Return the title of a link card, or the subject of a letter."""
    if telling.occasion is Occasion.NOTICE:
        return wording.notice
    if telling.occasion is Occasion.DIGEST and not telling.title:
        return wording.digest.format(len(telling.lines))
    mark = wording.marks.get(telling.occasion, "")
    return within(mark + _line(telling.title, LONGEST_HEADING), LONGEST_HEADING)


def _description(telling: Telling, wording: Wording) -> str:
    return _line(telling.description or wording.picture.format(telling.title), LONGEST_DESCRIPTION)
