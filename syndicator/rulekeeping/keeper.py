"""The keeper: rules in force, looked at again while the service runs, and never exchanged for broken ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import RLock

from syndicator.classify.judge import Judge, Rulebook, judge_of
from syndicator.classify.learned import LearnedModel
from syndicator.errors import ConfigError, NotFound, SyndicatorError
from syndicator.model.moment import Clock
from syndicator.model.stamp import Stamp
from syndicator.route.rules import Rule
from syndicator.rulekeeping.views import CurrentNames, CurrentRoutes
from syndicator.storage import models
from syndicator.storage.session import Database
from syndicator.telemetry import logger

log = logger(__name__)

LOOKS_EVERY = timedelta(seconds=1)
FILES, MODEL, JUDGE = "files", "model", "judge"
UNDO = "undo what was changed last in the config folder"
PROMOTE = "promote another one: syndicator learn --promote VERSION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """
    What the desk may change while the service runs, read together.

    Args:
        routes: where bulletins go.
        topic_names: language → topic slug → name.
        model: what judges beside the vocabulary while no learned model was promoted.
        stamp: how the files stood before they were read.
    """

    rulebook: Rulebook
    routes: Sequence[Rule]
    topic_names: Mapping[str, Mapping[str, str]]
    model: LearnedModel | None = None
    stamp: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """
    Where rules come from.

    Args:
        stamp: tells how the files stand, without reading them.
        read: reads all of them; raises ConfigError with file, line and mend.
        names: of the files that people write.
        text: returns what one of these says now.
        changed: reads all of them, one with another text in place of its own; raises ConfigError.
    """

    stamp: Callable[[], Stamp]
    read: Callable[[], Rules]
    names: Sequence[str]
    text: Callable[[str], str]
    changed: Callable[[str, str], Rules]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why what the desk changed last is not in force; `where` is `file:line`, or names a model."""

    where: str
    cause: str
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """
    The rules by which is judged now.

    Args:
        version: of the judge: another vocabulary, rule, tree or model is another version; `model` is that one's own.
        taken_at: when these rules were taken, or the service began.
        faults: why what was changed since is not in force.
    """

    rules: Rules
    version: str
    model: str | None
    taken_at: datetime
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """Rules that are not in force."""

    judge: Judge
    routes: Sequence[Rule]


class RuleKeeper:
    """
    Has the rules in force, and takes changed ones within seconds.

    Files that are broken, and models that cannot be read, are refused: that is logged once and told by `fault`, and the
    last good ones stay in force until it is mended. It looks again only when it is asked, and not more often than
    `LOOKS_EVERY`. Threads may share it.
    """

    def __init__(self, origin: Origin, first: Rules, database: Database, clock: Clock) -> None:
        self._origin = origin
        self._database = database
        self._clock = clock
        self._rules = first
        self._read_at = self._seen = first.stamp
        self._learned: LearnedModel | None = None
        self._learned_version: str | None = None
        self._looked_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._taken_at = clock()
        self._judge: Judge | None = None
        self._judges_by: tuple[Rules, LearnedModel | None] | None = None
        self._faults: dict[str, Fault] = {}
        self._lock = RLock()

    def judge(self) -> Judge:
        """Return the judge that is in force now."""
        with self._lock:
            self._look()
            self._ask()
            rules, model = self._rules, self._learned or self._rules.model
            by = self._judges_by
            if self._judge is None or by is None or by[0] is not rules or by[1] is not model:
                self._judge = self._built(rules, model)
                self._judges_by = (rules, model)
            return self._judge

    def routes(self) -> Sequence[Rule]:
        """Return the routes as they are in force whenever somebody looks at them."""
        return CurrentRoutes(lambda: self._current().routes)

    def topic_names(self, language: str) -> Mapping[str, str]:
        """Return the names of topics as they are in force whenever somebody looks at them."""
        return CurrentNames(lambda: self._current().topic_names[language])

    def fault(self) -> Fault | None:
        """Return why the last change is not in force; None where it is."""
        with self._lock:
            self._look()
            return next(iter(self._faults.values()), None)

    def in_force(self) -> InForce:
        """Return by what is judged now."""
        with self._lock:
            judge, model = self.judge(), self._learned or self._rules.model
            return InForce(
                rules=self._rules,
                version=judge.version,
                model=model.version if model else None,
                taken_at=self._taken_at,
                faults=tuple(self._faults.values()),
            )

    @property
    def names(self) -> Sequence[str]:
        """The names of the files that people write."""
        return self._origin.names

    def text(self, name: str) -> str:
        """Return what a file says now, in force or not."""
        return self._origin.text(self._named(name))

    def trial(self, name: str, text: str) -> Trial:
        """
        Return the rules as they would be if a file had another text; nothing is changed.

        Raises:
            NotFound: there is no such file.
            ConfigError: the first thing that is wrong, with file and line.
        """
        try:
            rules = self._origin.changed(self._named(name), text)
            return Trial(Judge(rules.rulebook, self._learned or rules.model), rules.routes)
        except SyndicatorError:
            raise
        except Exception as error:  # whatever stands in the text, it is that file's fault
            raise ConfigError(name, f"{type(error).__name__}: {error}", "undo what was changed last in it") from error

    def _named(self, name: str) -> str:
        if name not in self._origin.names:
            raise NotFound(f"no file of rules is called {name!r}", f"take one of {', '.join(self._origin.names)}")
        return name

    def _current(self) -> Rules:
        with self._lock:
            self._look()
            return self._rules

    def _built(self, rules: Rules, model: LearnedModel | None) -> Judge:
        """Return the judge by these rules, or the one before where there is one and these cannot be used."""
        try:
            judge = judge_of(rules.rulebook, model)
        except Exception as error:  # whatever stands in a file, the service judges on
            if self._judge is None:
                raise
            self._refuse(JUDGE, Fault(where=JUDGE, cause=f"{type(error).__name__}: {error}", mend=UNDO))
            return self._judge
        self._accept(JUDGE)
        if self._judge is not None:
            log.info("rules_in_force", version=judge.version)
        return judge

    def _look(self) -> None:
        now = self._clock()
        if self._looked_at is None or abs(now - self._looked_at) >= LOOKS_EVERY:
            self._looked_at = now
            self._look_at_files(now)

    def _ask(self) -> None:
        """Ask which model is in use; only whoever judges needs to know."""
        now = self._clock()
        if self._asked_at is not None and abs(now - self._asked_at) < LOOKS_EVERY:
            return
        self._asked_at = now
        try:
            self._look_at_models()
        except SyndicatorError as error:
            log.warning("model_not_looked_at", error=str(error))

    def _look_at_files(self, now: datetime) -> None:
        """Read files that changed, once nobody writes them any more; what changes meanwhile waits for the next look."""
        stamp, before = self._origin.stamp(), self._seen
        self._seen = stamp
        if stamp == self._read_at or not (stamp == before or stamp.has_settled(since=self._read_at, now=now)):
            return
        found = self._found()
        if self._origin.stamp() != stamp:
            return
        self._read_at = stamp
        if isinstance(found, Fault):
            self._refuse(FILES, found)
        else:
            self._accept(FILES)
            self._rules, self._taken_at = found, now

    def _found(self) -> Rules | Fault:
        try:
            return self._origin.read()
        except ConfigError as error:
            return Fault(where=error.where, cause=error.cause, mend=error.mend)
        except Exception as error:
            log.exception("rules_unreadable")
            return Fault(where=FILES, cause=f"{type(error).__name__}: {error}", mend=UNDO)

    def _look_at_models(self) -> None:
        with self._database.read() as connection:
            version = models.active_version(connection)
            found = None if version in {None, self._learned_version} else models.active(connection)
        if found is None:
            return
        self._learned_version = found[0]
        try:
            self._learned = LearnedModel.from_json(found[1])
        except ValueError as error:
            self._refuse(MODEL, Fault(where=f"model {found[0]}", cause=str(error), mend=PROMOTE))
        else:
            self._accept(MODEL)

    def _refuse(self, what: str, fault: Fault) -> None:
        self._faults[what] = fault
        log.error("rules_refused", where=fault.where, cause=fault.cause, mend=fault.mend)

    def _accept(self, what: str) -> None:
        if self._faults.pop(what, None) is not None:
            log.info("rules_mended", what=what)
