"""Commands that bring something in: a programme, the demonstration, a token."""

import json
from pathlib import Path

import click
from flask import Flask

from certificates.keys.start import begin_keys
from lms.accounts import queries as accounts
from lms.accounts.services import make_access_token
from lms.demo import demo_people, load_demo
from lms.kernel import clock
from lms.kernel.actor import SYSTEM, Actor
from lms.kernel.db import transaction
from lms.kernel.errors import Refused
from lms.library import services as library
from lms.library.problems import ProgrammeUnfit


class Explained(click.ClickException):
    """A refusal, said in words and not as a traceback."""

    exit_code = 2

    def __init__(self, error: Refused) -> None:
        lines = [str(error)]
        if isinstance(error, ProgrammeUnfit):
            lines += [f"  {problem}" for problem in error.problems]
        super().__init__("\n".join(lines))


Folder = click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path)
)


@click.command("check-programme")
@Folder
@click.pass_obj
def check_programme(app: Flask, folder: Path) -> None:
    """Name every mistake in a programme folder, by file and line."""
    with app.app_context():
        try:
            found = library.check_programme(folder)
        except ProgrammeUnfit as error:
            raise Explained(error) from error
        questions = sum(len(bank.questions) for bank in found.banks.values())
        click.echo(
            f"No mistakes: {len(found.certifications)} certifications, "
            f"{len(found.courses)} courses, {questions} questions."
        )


@click.command("load-programme")
@Folder
@click.pass_obj
def load_programme(app: Flask, folder: Path) -> None:
    """Load what changed in a programme folder: all of it or nothing."""
    with app.app_context():
        try:
            found = library.check_programme(folder)
            with transaction():
                summary = library.load_programme(found, by=SYSTEM, now=clock.now())
                lines = list(summary.lines())
            begin_keys(now=clock.now())
        except Refused as error:
            raise Explained(error) from error
        click.echo("\n".join(lines))


@click.command("load-demo")
@click.pass_obj
def load_the_demo(app: Flask) -> None:
    """Two partner companies and people in every role (never in production)."""
    with app.app_context():
        try:
            loaded = load_demo(now=clock.now())
        except Refused as error:
            raise Explained(error) from error
        click.echo(f"{len(loaded)} people loaded; see lms demo-people.")


@click.command("demo-people")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def list_demo_people(app: Flask, as_json: bool) -> None:
    """Who can sign in to the demonstration, and with which password."""
    with app.app_context():
        people = demo_people()
    if as_json:
        click.echo(json.dumps(people, indent=1, ensure_ascii=False))
        return
    for person in people:
        roles = ", ".join(person["roles"])
        click.echo(
            f"{person['email']:46}{person['password']:20}{roles:20}"
            f"{person['company'] or ''}"
        )


@click.command("token")
@click.argument("email")
@click.option("--label", default="command line", help="What the token is for.")
@click.pass_obj
def make_token(app: Flask, email: str, label: str) -> None:
    """Print a personal access token for a person; it is shown this once."""
    with app.app_context():
        with transaction():
            person = accounts.person_by_email(email)
            if person is None or person.closed_at is not None:
                raise click.ClickException(f"nobody here has the address {email}")
            who = Actor(person_id=person.id, name=person.name)
            token = make_access_token(person, label, by=who, now=clock.now())
        click.echo(token)


COMMANDS = (
    check_programme,
    load_programme,
    load_the_demo,
    list_demo_people,
    make_token,
)
