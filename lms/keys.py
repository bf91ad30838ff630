"""Commands about signing keys: which there are, a new one, one that was stolen."""

from datetime import UTC, datetime

import click
from flask import Flask

from certificates.keys import queries, services
from certificates.keys.errors import UnknownKey
from certificates.keys.making import new_key
from certificates.keys.models import IssuerKey
from certificates.keys.rules.purpose import Purpose
from lms.kernel import clock
from lms.kernel.actor import SYSTEM
from lms.kernel.db import transaction
from lms.kernel.i18n import words as _


@click.command("keys")
@click.pass_obj
def list_keys(app: Flask) -> None:
    """Every key this installation has signed with, and how it stands."""
    with app.app_context():
        for key in queries.issuer_keys():
            click.echo(f"{key.purpose:12}{key.kid:46}{_standing(key)}")


@click.command("rotate-key")
@click.argument("purpose", type=click.Choice([str(purpose) for purpose in Purpose]))
@click.pass_obj
def rotate_key(app: Flask, purpose: str) -> None:
    """Sign with a new key from now on; what older keys signed stays good."""
    with app.app_context():
        now = clock.now()
        key = new_key(Purpose(purpose), now=now)
        with transaction():
            services.rotate(key, by=SYSTEM, now=now)
        click.echo(f"{purpose} key {key.kid} signs from now on.")


# A kid may begin with a dash.
@click.command("compromised-key", context_settings={"ignore_unknown_options": True})
@click.argument("kid")
@click.option(
    "--from",
    "since",
    required=True,
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="In UTC. What it signed from then on is not trusted.",
)
@click.pass_obj
def compromised_key(app: Flask, kid: str, since: datetime) -> None:
    """Somebody else may have signed with a key: it signs no more, at once."""
    with app.app_context():
        now, known = clock.now(), queries.known_key(kid)
        if known is None:
            raise UnknownKey(_("No key here is called %(kid)s.", kid=kid))
        is_current = known.retired_at is None
        key = new_key(Purpose(known.purpose), now=now) if is_current else None
        with transaction():
            services.mark_compromised(
                kid, since.replace(tzinfo=UTC), replaced_by=key, by=SYSTEM, now=now
            )
        click.echo(f"Nothing that {kid} signed from {since:%Y-%m-%d %H:%M} UTC on")
        click.echo("is trusted any more.")
        if key is not None:
            click.echo(f"{key.purpose} key {key.kid} signs from now on.")


def _standing(key: IssuerKey) -> str:
    made = f"made {key.created_at:%Y-%m-%d}"
    ended = f"replaced {key.retired_at:%Y-%m-%d}" if key.retired_at else "signs now"
    since = key.compromised_from
    stolen = f"not trusted from {since:%Y-%m-%d %H:%M} UTC on" if since else ""
    return ", ".join(part for part in (made, ended, stolen) if part)


COMMANDS = (list_keys, rotate_key, compromised_key)
