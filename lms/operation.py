"""Commands that run the product: web server, worker, first start, greeting."""

import click
from flask import Flask

from certificates.keys.start import begin_keys
from lms import schema, serving, worker
from lms.catalogue import queries as catalogue
from lms.demo import DEMO_PASSWORD, demo_people, load_demo
from lms.kernel import clock
from lms.kernel.actor import SYSTEM
from lms.kernel.db import transaction
from lms.library.services import check_programme, load_programme


@click.command("first-start")
@click.option("--to-serve", is_flag=True, help="Stop if BIND cannot be listened on.")
@click.pass_obj
def first_start(app: Flask, to_serve: bool) -> None:
    """Migrate and make missing keys; on an empty database load the programme, and
    the demo at a desk."""
    settings = app.config["SETTINGS"]
    if to_serve:
        _refuse_a_taken_address(settings.bind)
    with app.app_context():
        schema.upgrade()
        now, is_new = clock.now(), catalogue.programme() is None
        if is_new:
            folder = check_programme(settings.programme_dir)
            with transaction():
                load_programme(folder, by=SYSTEM, now=now)
        begin_keys(now=now)
        if is_new and not settings.is_production:
            load_demo(now=now)


@click.command("web")
@click.pass_obj
def web(app: Flask) -> None:
    """Serve the pages (gunicorn)."""
    serving.serve(app.config["SETTINGS"])


@click.command("worker")
@click.option("--name", default="worker-1", help="Its own for each worker process.")
@click.pass_obj
def run_worker(app: Flask, name: str) -> None:
    """Render, send and close in the background."""
    worker.work(app, executor=name)


@click.command("wait-until-ready", hidden=True)
@click.pass_obj
def wait_until_ready(app: Flask) -> None:
    """Return when the web server answers; fail when it does not."""
    if not serving.is_ready(app.config["SETTINGS"]):
        raise click.ClickException("the web server does not answer")


@click.command("greet", hidden=True)
@click.pass_obj
def greet(app: Flask) -> None:
    """Say where the product is, and who can sign in at a desk."""
    settings = app.config["SETTINGS"]
    click.echo(f"\nLaurel is at {settings.base_url} (Ctrl-C stops it)")
    if settings.is_production:
        return
    with app.app_context():
        people = demo_people()
    click.echo(f"\nDemo sign-ins, all with the password {DEMO_PASSWORD}:")
    for person in people:
        roles = ", ".join(person["roles"])
        click.echo(f"  {person['email']:40} {roles:28} {person['company'] or ''}")


def _refuse_a_taken_address(bind: str) -> None:
    # Without this the greeting would speak for whoever answers there.
    try:
        serving.take_and_leave(bind)
    except (OSError, OverflowError) as error:
        reason = str(getattr(error, "strerror", error)).split(" (")[0]
        raise click.ClickException(
            f"we cannot listen on {bind}: {reason}. "
            "Stop what listens there, or choose another: BIND=127.0.0.1:8001 ./run"
        ) from error
    except ValueError as error:
        raise click.ClickException(
            f"BIND is {bind!r}; it must be host:port, as 127.0.0.1:8000"
        ) from error


COMMANDS = (first_start, web, run_worker, wait_until_ready, greet)
