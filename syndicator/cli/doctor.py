"""`doctor`: everything checked, each fault with its mend."""

from __future__ import annotations

import click

from syndicator.checkup import Finding
from syndicator.cli.shell import console, example, json_option, opened, plain, print_rows
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
            return [Finding("settings", well=True, found=f"environment and {folder}"), *service.checkup.all()]
    except ConfigError as error:
        return [Finding("settings", well=False, found=f"{error.where}: {error.cause}", mend=error.mend)]


def _print(findings: list[Finding]) -> None:
    out = console()
    for finding in findings:
        mark = "[green]ok  [/green]" if finding.well else "[red]FAIL[/red]"
        out.print(f"{mark} {finding.part:<11}", finding.found, soft_wrap=True)
        if finding.mend:
            out.print(" " * 17 + "→", finding.mend, soft_wrap=True)
