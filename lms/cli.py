"""Commands: python -m lms.cli, or ./lms in the project's folder."""

import json
import re
import sys
from typing import Any, NoReturn

import click
from flask import Flask
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from certificates.keys.errors import NoKey
from certificates.keys.start import begin_keys
from lms import keys, operation, provision, schema
from lms.app import create_app
from lms.catalogue import queries as catalogue
from lms.config import settings_from_environment
from lms.doors import doors
from lms.kernel import clock
from lms.kernel.errors import Refused


class Explaining(click.Group):
    """Says in words what an operator can mend; a traceback is for our own faults."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except (OperationalError, ProgrammingError) as error:
            _explain(error)
            raise
        except Refused as error:
            raise provision.Explained(error) from error
        except NoKey as error:
            _stop(str(error))
        except PermissionError as error:
            _stop(f"{error.filename} cannot be used: {error.strerror}.")


@click.group(cls=Explaining)
@click.pass_context
def lms(context: click.Context) -> None:
    """Laurel: certification and learning for partner programmes."""
    context.obj = _app_or_explain()


@lms.command()
@click.pass_obj
def migrate(app: Flask) -> None:
    """Bring the database to the newest shape; make signing keys that are missing."""
    with app.app_context():
        schema.upgrade()
        if catalogue.programme() is not None:
            begin_keys(now=clock.now())


@lms.command(hidden=True)
@click.argument("message")
@click.pass_obj
def revise(app: Flask, message: str) -> None:
    """Write the next migration from the models (for developers)."""
    with app.app_context():
        schema.revise(message)


@lms.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def routes(app: Flask, as_json: bool) -> None:
    """Every door: route, method, permission, roles."""
    found = doors(app)
    if as_json:
        click.echo(json.dumps(found, indent=1))
        return
    for door in found:
        roles = ", ".join(door["roles"]) or "everybody"
        click.echo(
            f"{door['method']:7}{door['route']:60}{door['permission']:22}{roles}"
        )


for command in (*provision.COMMANDS, *operation.COMMANDS, *keys.COMMANDS):
    lms.add_command(command)


def _explain(error: DBAPIError) -> None:
    """A database that is not there, or has no tables yet."""
    if isinstance(error, OperationalError) and "no such" not in str(error.orig):
        reason = str(error.orig).strip().splitlines()[0]
        _stop(f"The database cannot be used: {reason}. LMS_DATABASE_URL names it.")
    if re.search(r"no such (table|column)|does not exist", str(error.orig)):
        _stop("The database is not in the newest shape. Run lms migrate first.")


def _app_or_explain() -> Flask:
    try:
        return create_app(settings_from_environment())
    except ValidationError as error:
        _stop("\n".join(_mistake(found) for found in error.errors()))
    except OSError as error:
        _stop(f"{error.filename} cannot be used: {error.strerror}.")


def _mistake(found: ErrorDetails) -> str:
    """One unfit setting, with the name of its variable."""
    sentence = found["msg"].removeprefix("Value error, ")
    name = "".join(str(part) for part in found["loc"]).upper()
    if not name:
        return sentence
    return f"{name if name == 'BIND' else f'LMS_{name}'}: {sentence}"


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)


if __name__ == "__main__":
    lms()
