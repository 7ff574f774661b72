"""`users`: the people of the desk."""

from __future__ import annotations

import click

from syndicator.cli.opening import opened
from syndicator.cli.shell import example, json_option, print_rows
from syndicator.model.user import Role

ROLES = click.Choice([role.value for role in Role])
password_option = click.option(
    "--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when not given."
)


@click.group(epilog=example("syndicator users add siti --role editor"))
def users() -> None:
    """Add people of the desk, and change their passwords and roles."""


@users.command(epilog=example("syndicator users add siti --role editor"))
@click.argument("login")
@click.option("--role", type=ROLES, default=Role.EDITOR.value, show_default=True)
@password_option
def add(login: str, role: str, password: str) -> None:
    """Add a person."""
    with opened() as service:
        service.accounts.add(login, password, Role(role))
    click.echo(f"{login} can log in as {role}")


@users.command("list", epilog=example("syndicator users list --json"))
@json_option
def list_(as_json: bool) -> None:
    """List people and their roles."""
    with opened() as service:
        rows: list[dict[str, object]] = [
            {"login": user.login, "role": user.role.value, "disabled": user.disabled} for user in service.accounts.all()
        ]
    print_rows(rows, as_json=as_json, empty="Nobody. Add the first with: syndicator users add NAME --role admin")


@users.command(epilog=example("syndicator users passwd siti"))
@click.argument("login")
@password_option
def passwd(login: str, password: str) -> None:
    """Set a person's password; all their logins end."""
    with opened() as service:
        service.accounts.set_password(login, password)
    click.echo(f"{login} has a new password")


@users.command(epilog=example("syndicator users role siti chief"))
@click.argument("login")
@click.argument("role", type=ROLES)
def role(login: str, role: str) -> None:
    """Set a person's role; all their logins end."""
    with opened() as service:
        service.accounts.set_role(login, Role(role))
    click.echo(f"{login} is now {role}")
