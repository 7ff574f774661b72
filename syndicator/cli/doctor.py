"""`doctor`: everything checked, each fault with its mend."""

from __future__ import annotations

from datetime import datetime, timedelta

import click

from syndicator.bootstrap.service import Service
from syndicator.checkup import Finding
from syndicator.cli.opening import opened
from syndicator.cli.shell import console, example, json_option, plain, print_rows
from syndicator.errors import ConfigError, SyndicatorError
from syndicator.model.attempt import Cause
from syndicator.probing import Condition, tidings
from syndicator.tracing import Standing

ACCOUNTS_WITHIN = timedelta(seconds=10)


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
            first = [settings, _rules(service), *_keys(service)]
            return [*first, *service.checkup.all(), *_broken(service), *_accounts(service)]
    except ConfigError as error:
        return [Finding("settings", well=False, found=f"{error.where}: {error.cause}", mend=error.mend)]


def _rules(service: Service) -> Finding:
    judge, fault = service.keeper.judge(), service.keeper.fault()
    if fault is not None:
        return Finding("rules", well=False, found=f"{fault.where}: {fault.cause}", mend=fault.mend)
    return Finding("rules", well=True, found=f"version {judge.version}")


def _keys(service: Service) -> list[Finding]:
    """Whether the secret key opens what is stored."""
    try:
        found = service.rekeying.rotate(rehearse=True)
    except SyndicatorError:
        return []  # the finding on the database tells it already
    lost, old = sum(one.unreadable for one in found), sum(one.changed for one in found)
    if lost:
        mend = "name the key of then in SYNDICATOR_SECRET_KEY_OLD, then run: syndicator keys rotate"
        return [Finding("secret key", well=False, found=f"{lost} sealed texts fit no key that is known", mend=mend)]
    if old:
        mend = "run: syndicator keys rotate"
        return [Finding("secret key", well=False, found=f"{old} texts are sealed with one of before", mend=mend)]
    return [Finding("secret key", well=True, found=f"opens all {sum(one.current for one in found)} sealed texts")]


def _broken(service: Service) -> list[Finding]:
    """The channels that nothing goes out to, for what their last deliveries taught of their accounts."""
    try:
        standings = service.tracing.channels()
    except SyndicatorError:
        return []  # the finding on the database tells it already
    enabled = {name for name, config in service.settings.channels.items() if config.enabled}
    broken = [one for one in standings if one.account.is_broken and one.name in enabled]
    return [Finding("breaker", well=False, found=_blocked(one), mend=_mend(one, service)) for one in broken]


def _blocked(standing: Standing) -> str:
    until = (
        f"nothing goes out until {standing.blocked_until:%Y-%m-%d %H:%M} UTC" if standing.blocked_until else "blocked"
    )
    return f"{standing.name}: {until}: {standing.account.reason or 'its account does not work'}"


def _mend(standing: Standing, service: Service) -> str:
    variables = ", ".join(service.settings.channels[standing.name].secrets.values())
    token = f"get a new token, write it into {variables}, and restart" if variables else "mend its login"
    first = token if standing.account.cause is Cause.LOGIN else "look whether its service works and can be reached"
    return f"{first}; then try it: syndicator channels test {standing.name}"


def _accounts(service: Service) -> list[Finding]:
    """What the services of the channels say now; all are asked at once."""
    found, now = service.probing.look(ACCOUNTS_WITHIN), service.clock()
    return [_account(name, condition, now) for name, condition in sorted(found.items())]


def _account(name: str, condition: Condition, now: datetime) -> Finding:
    troubles = [reason for _, reason in tidings(condition, now)]
    if troubles:
        return Finding(
            "account",
            well=False,
            found=f"{name}: {'; '.join(troubles)}",
            mend=f"try it: syndicator channels test {name}",
        )
    until = f", its token ends at {condition.expires_at:%Y-%m-%d %H:%M} UTC" if condition.expires_at else ""
    return Finding("account", well=True, found=f"{name}: {condition.account or 'nothing is said against it'}{until}")


def _print(findings: list[Finding]) -> None:
    out = console()
    for finding in findings:
        mark = "[green]ok  [/green]" if finding.well else "[red]FAIL[/red]"
        out.print(f"{mark} {finding.part:<11}", finding.found, soft_wrap=True)
        if finding.mend:
            out.print(" " * 17 + "→", finding.mend, soft_wrap=True)
