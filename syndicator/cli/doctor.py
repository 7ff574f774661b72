"""`doctor`: everything checked, each fault with its mend."""

from __future__ import annotations

import click

from syndicator.bootstrap.service import Service
from syndicator.checkup import Finding
from syndicator.cli.opening import opened
from syndicator.cli.shell import console, example, json_option, plain, print_rows
from syndicator.errors import ConfigError


@click.command(epilog=example("syndicator doctor\nsyndicator doctor --json"))
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Check every dependency, setting, channel and clock; exit 1 if anything is wrong."""
    findings = _findings()
    if as_json:
        print_rows([dict(plain(finding).items()) for finding in findings], as_json=True, empty="")  # type: ignore[attr-defined]
    else:
        _print(findings)
    ctx.exit(0 if all(finding.well for finding in findings) else 1)


def _findings() -> list[Finding]:
    try:
        with opened(checked=False) as service:
            folder = service.settings.environment.config_folder
            settings = Finding("settings", well=True, found=f"environment and {folder}")
            return [settings, _rules(service), *service.checkup.all()]
    except ConfigError as error:
        return [Finding("settings", well=False, found=f"{error.where}: {error.cause}", mend=error.mend)]


def _rules(service: Service) -> Finding:
    judge, fault = service.keeper.judge(), service.keeper.fault()
    if fault is not None:
        return Finding("rules", well=False, found=f"{fault.where}: {fault.cause}", mend=fault.mend)
    return Finding("rules", well=True, found=f"version {judge.version}")


def _print(findings: list[Finding]) -> None:
    out = console()
    for finding in findings:
        mark = "[green]ok  [/green]" if finding.well else "[red]FAIL[/red]"
        out.print(f"{mark} {finding.part:<11}", finding.found, soft_wrap=True)
        if finding.mend:
            out.print(" " * 17 + "→", finding.mend, soft_wrap=True)
