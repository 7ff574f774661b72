"""`keys`: the secret key is changed while the service runs."""

from __future__ import annotations

import click

from syndicator.cli.opening import opened
from syndicator.cli.progress import progress
from syndicator.cli.shell import example, json_option, plain, print_rows


@click.group(epilog=example("syndicator keys rotate"))
def keys() -> None:
    """Change the secret key, and lose nothing that was sealed with the one of before."""


@keys.command(epilog=example("syndicator keys rotate --dry-run\nsyndicator keys rotate"))
@click.option("--dry-run", is_flag=True, help="Only count what would be sealed anew.")
@json_option
@click.pass_context
def rotate(ctx: click.Context, dry_run: bool, as_json: bool) -> None:
    """
    Seal with SYNDICATOR_SECRET_KEY what was sealed with one of SYNDICATOR_SECRET_KEY_OLD.

    May be broken off and called again. Exit 1 if something is left that no key opens.
    """
    with opened() as service, progress("sealed", service.rekeying.count()) as advance:
        found = service.rekeying.rotate(advance, rehearse=dry_run)
    print_rows([dict(plain(one).items()) for one in found], as_json=as_json, empty="")  # type: ignore[attr-defined]
    lost = sum(one.unreadable for one in found)
    if lost:
        click.echo(
            f"{lost} were sealed with a key that is not known: name it in SYNDICATOR_SECRET_KEY_OLD and call again; "
            "if it is lost, reset the second factors (syndicator users reset-factor) and give channels fresh tokens",
            err=True,
        )
    ctx.exit(1 if lost else 0)
