"""Commands say in a sentence what an operator can mend."""

import socket

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from certificates.awards.models import Certificate
from lms.accounts.models import Company
from lms.cli import lms
from lms.config import ROOT
from lms.demo import load_demo
from lms.kernel import clock
from lms.kernel.db import db
from lms.provision import load_the_demo


@pytest.mark.parametrize(
    "command",
    [
        ["demo-people"],
        ["token", "ada@example.com"],
        ["load-demo"],
        ["load-programme", str(ROOT / "lms" / "library" / "nimbus")],
    ],
    ids=lambda command: command[0],
)
def test_a_database_without_tables_is_named_with_the_command_that_helps(
    command, tmp_path, monkeypatch
):
    monkeypatch.setenv("LMS_DATA_DIR", str(tmp_path))

    outcome = CliRunner().invoke(lms, command)

    assert outcome.exit_code == 2
    assert outcome.output == (
        "The database is not in the newest shape. Run lms migrate first.\n"
    )


@pytest.mark.parametrize(
    "url", ["postgresql://a:b@127.0.0.1:1/c", "sqlite:////nowhere/laurel.db"]
)
def test_a_database_that_cannot_be_reached_is_no_traceback(url, tmp_path, monkeypatch):
    monkeypatch.setenv("LMS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LMS_DATABASE_URL", url)

    outcome = CliRunner().invoke(lms, ["demo-people"])

    assert outcome.exit_code == 2
    assert outcome.output.startswith("The database cannot be used: ")
    assert outcome.output.endswith("LMS_DATABASE_URL names it.\n")


def test_the_demonstration_needs_a_programme(app):
    outcome = CliRunner().invoke(load_the_demo, obj=app)

    assert outcome.exit_code == 2
    assert "Run lms load-programme FOLDER first." in outcome.output
    assert db.session.scalar(select(func.count()).select_from(Company)) == 0


def test_the_demonstration_leaves_out_what_a_programme_does_not_offer(
    nimbus, monkeypatch
):
    monkeypatch.setattr("lms.demo.loading.current_versions", list)

    assert load_demo(now=clock.now())
    assert db.session.scalar(select(Certificate.id).limit(1)) is None


@pytest.mark.parametrize("bind", ["8000", "localhost", "127.0.0.1:", "a:b", ""])
def test_an_address_that_is_none_is_named_before_anything_is_done(
    bind, tmp_path, monkeypatch
):
    monkeypatch.setenv("LMS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LMS_BASE_URL", "http://localhost")
    monkeypatch.setenv("BIND", bind)

    outcome = CliRunner().invoke(lms, ["first-start", "--to-serve"])

    assert outcome.exit_code == 1
    assert "must be host:port" in outcome.output or "cannot listen" in outcome.output
    assert not (tmp_path / "laurel.db").exists()


def test_a_taken_address_is_not_greeted_in_another_server_s_name(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        bind = f"127.0.0.1:{other.getsockname()[1]}"
        monkeypatch.setenv("LMS_DATA_DIR", str(tmp_path))
        monkeypatch.setenv("BIND", bind)

        outcome = CliRunner().invoke(lms, ["first-start", "--to-serve"])

    assert outcome.exit_code == 1
    assert f"we cannot listen on {bind}: Address already in use" in outcome.output


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("LMS_DATABASE_URL", "sqlite:nope", "LMS_DATABASE_URL cannot be read"),
        (
            "LMS_DATABASE_URL",
            "postgresql://h:port/x",
            "LMS_DATABASE_URL cannot be read",
        ),
        ("LMS_BASE_URL", "http://[::1", "LMS_BASE_URL cannot be read"),
        ("LMS_WEB_WORKERS", "many", "LMS_WEB_WORKERS: Input should be"),
        ("LMS_DATA_DIR", "/dev/null/x", "/dev/null/x cannot be used"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    name, value, sentence, tmp_path, monkeypatch
):
    monkeypatch.setenv("LMS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv(name, value)

    outcome = CliRunner().invoke(lms, ["routes"])

    assert outcome.exit_code == 2
    assert outcome.output.startswith(sentence)


def test_a_first_start_on_a_folder_that_is_no_programme_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("LMS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LMS_PROGRAMME_DIR", str(tmp_path / "nothing"))

    outcome = CliRunner().invoke(lms, ["first-start"])

    assert outcome.exit_code == 2
    assert "Nothing was loaded" in outcome.output
