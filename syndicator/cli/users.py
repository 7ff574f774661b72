"""`users`: the people of the desk."""

from __future__ import annotations

import click

from syndicator.cli.opening import opened
from syndicator.cli.shell import actor, example, json_option, print_rows
from syndicator.model.user import Role

ROLES = click.Choice([role.value for role in Role])
password_option = click.option(
    "--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when not given."
)


@click.group(epilog=example("syndicator users add siti --role editor"))
def users() -> None:
    """Add people of the desk, and change what they may do and how they come in."""


@users.command(epilog=example("syndicator users add siti --role editor --unit 'Polda Aceh'"))
@click.argument("login")
@click.option("--role", type=ROLES, default=Role.EDITOR.value, show_default=True)
@click.option("--unit", help="The command to whose units they are bound; the whole newsroom when not given.")
@password_option
def add(login: str, role: str, unit: str | None, password: str) -> None:
    """Add a person."""
    with opened() as service:
        service.accounts.add(login, password, Role(role), unit=unit, actor=actor())
    click.echo(f"{login} can log in as {role}")


@users.command("list", epilog=example("syndicator users list --json"))
@json_option
def list_(as_json: bool) -> None:
    """List people: their roles, what they are bound to, and whether a second factor is asked for."""
    with opened() as service:
        rows: list[dict[str, object]] = [
            {
                "login": user.login,
                "role": user.role.value,
                "disabled": user.disabled,
                "unit": user.unit,
                "second_factor": user.factor_since is not None,
            }
            for user in service.accounts.all()
        ]
    print_rows(rows, as_json=as_json, empty="Nobody. Add the first with: syndicator users add NAME --role admin")


@users.command(epilog=example("syndicator users passwd siti"))
@click.argument("login")
@password_option
def passwd(login: str, password: str) -> None:
    """Set a person's password; all their logins end."""
    with opened() as service:
        service.accounts.set_password(login, password, actor=actor())
    click.echo(f"{login} has a new password")


@users.command(epilog=example("syndicator users role siti chief"))
@click.argument("login")
@click.argument("role", type=ROLES)
def role(login: str, role: str) -> None:
    """Set a person's role; all their logins end."""
    with opened() as service:
        service.accounts.set_role(login, Role(role), actor=actor())
    click.echo(f"{login} is now {role}")


@users.command(epilog=example("syndicator users bind siti polda-aceh\nsyndicator users bind siti --free"))
@click.argument("login")
@click.argument("unit", required=False)
@click.option("--free", is_flag=True, help="Bind them to no command any more.")
def bind(login: str, unit: str | None, free: bool) -> None:
    """Bind a person to a command: they see and decide what its units publish, and nothing else."""
    if free == (unit is not None):
        raise click.UsageError("name a unit, or say --free")
    with opened() as service:
        service.accounts.bind(login, unit, actor=actor())
    click.echo(f"{login} is bound to {unit}" if unit else f"{login} is bound to no command")


@users.command(epilog=example("syndicator users disable siti"))
@click.argument("login")
def disable(login: str) -> None:
    """Let a person in no more; all their logins end."""
    with opened() as service:
        service.accounts.disable(login, actor=actor())
    click.echo(f"{login} is let in no more")


@users.command(epilog=example("syndicator users enable siti"))
@click.argument("login")
def enable(login: str) -> None:
    """Let a person in again."""
    with opened() as service:
        service.accounts.enable(login, actor=actor())
    click.echo(f"{login} can log in again")


@users.command("reset-factor", epilog=example("syndicator users reset-factor siti"))
@click.argument("login")
def reset_factor(login: str) -> None:
    """Ask a person who lost it for no second factor, until they set up a new one."""
    with opened() as service:
        service.accounts.reset_factor(login, actor=actor())
    click.echo(f"{login} is asked for no second factor")
