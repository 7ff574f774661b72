"""`learn`: what the desk's corrections teach, and which of the learned models is in use."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict

import click

from syndicator.bootstrap.judging import build_base_model
from syndicator.bootstrap.service import Service
from syndicator.cli.opening import opened
from syndicator.cli.progress import progress
from syndicator.cli.shell import example, json_option, plain, print_rows
from syndicator.learning import WORK, Compared, Lesson, Measures, Outcome
from syndicator.settings import load, write_model

OUTCOMES = {
    Outcome.BETTER: "better on corrections held back",
    Outcome.AS_GOOD: "as good on corrections held back, and right on more of all corrections",
    Outcome.NO_BETTER: "no better on corrections",
    Outcome.WORSE: "worse on the base's texts",
    Outcome.LESS_SAFE: "holds less of what is sensitive",
}
FIGURES = {
    "main": "main topic right",
    "micro": "topics, micro-F1",
    "macro": "topics, macro-F1",
    "recall": "sensitive, recall",
    "precision": "sensitive, precision",
}


@click.command(epilog=example("syndicator learn --dry-run\nsyndicator learn\nsyndicator learn --promote 3f2a90c1b7de"))
@click.option("--dry-run", is_flag=True, help="Compare, but keep and promote nothing.")
@click.option("--list", "is_list", is_flag=True, help="List the models that are kept.")
@click.option("--promote", "version", metavar="VERSION", help="Put a kept model into use, or go back to one.")
@click.option("--base", "is_base", is_flag=True, help="Derive model.json of the config folder from its examples.")
@json_option
def learn(dry_run: bool, is_list: bool, version: str | None, is_base: bool, as_json: bool) -> None:
    """Learn from the desk's corrections; a new model is promoted only if it is better."""
    if dry_run + is_list + bool(version) + is_base > 1:
        raise click.UsageError("--dry-run, --list, --promote and --base exclude each other")
    if is_base:
        _derive_base(as_json=as_json)
        return
    with opened() as service:
        if is_list:
            _list(service, as_json=as_json)
        elif version:
            service.learning.promote(version)
            click.echo(f"{version} is in use; running processes take it within seconds")
        else:
            _learn(service, dry_run=dry_run, as_json=as_json)


def _derive_base(*, as_json: bool) -> None:
    settings = load()
    with progress("learning", WORK // 2, is_shown=not as_json) as told:
        model, examples = build_base_model(settings, told)
    path = settings.environment.config_folder / "model.json"
    write_model(path, model)
    told_of = {"version": model.version, "examples": examples, "written": str(path)}
    click.echo(json.dumps(told_of) if as_json else f"{path}: version {model.version}, from {examples} examples")


def _list(service: Service, *, as_json: bool) -> None:
    in_use, kept = service.learning.versions()
    rows = [
        {
            "version": one.version,
            "in_use": one.version == in_use,
            "trained_at": one.trained_at,
            "promoted_at": one.promoted_at,
            "examples": one.examples,
            "outcome": one.figures.get("outcome"),
        }
        for one in kept
    ]
    shipped = f"in use: {in_use}, which the settings bring along" if in_use else "the vocabulary judges alone"
    print_rows(rows, as_json=as_json, empty=f"No model was learned yet; {shipped}.")


def _learn(service: Service, *, dry_run: bool, as_json: bool) -> None:
    with progress("learning", WORK, is_shown=not as_json) as told:
        lesson = service.learning.learn(dry_run=dry_run, told=told)
    if as_json:
        click.echo(json.dumps(_told(lesson), ensure_ascii=False))
    elif lesson is None:
        click.echo("The desk corrected nothing yet, so there is nothing to learn: see syndicator bulletins correct.")
    else:
        _print(lesson, dry_run=dry_run)


def _told(lesson: Lesson | None) -> Mapping[str, object]:
    if lesson is None:
        return {"corrections": 0, "promoted": False}
    told = plain(lesson)
    return {**(told if isinstance(told, Mapping) else {}), "outcome": lesson.outcome, "promoted": lesson.promoted}


def _print(lesson: Lesson, *, dry_run: bool) -> None:
    click.echo(f"{lesson.corrections} corrections and {lesson.base} texts of the base.")
    print_rows(list(_rows(lesson)), as_json=False, empty="")
    before = lesson.before or "the vocabulary alone"
    verdict = OUTCOMES[lesson.outcome]
    if not lesson.promoted:
        click.echo(f"{lesson.version} is {verdict}; {before} stays in use.")
    elif dry_run:
        click.echo(f"{lesson.version} is {verdict}; without --dry-run it would take the place of {before}.")
    else:
        click.echo(f"{lesson.version} is {verdict}; it takes the place of {before}.")


def _rows(lesson: Lesson) -> Iterator[dict[str, object]]:
    for name, words in (
        ("held_back", "corrections held back"),
        ("all_corrections", "all corrections"),
        ("base", "base held back"),
    ):
        old, new = _measures(lesson.old, name), _measures(lesson.new, name)
        before, after = asdict(old), asdict(new)
        for figure, meaning in FIGURES.items():
            if before[figure] is not None or after[figure] is not None:
                yield {
                    "measured_on": f"{words} ({new.texts})",
                    "figure": meaning,
                    "old": _share(before[figure]),
                    "new": _share(after[figure]),
                }


def _measures(compared: Compared, name: str) -> Measures:
    found: Measures = getattr(compared, name)
    return found


def _share(share: float | None) -> str | None:
    return None if share is None else f"{share:.3f}"
