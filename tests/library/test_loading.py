"""Loading a programme folder: whole, once, and only what changed."""

import shutil

import pytest
from sqlalchemy import func, select

from lms.catalogue import queries as catalogue
from lms.kernel import clock
from lms.kernel.actor import SYSTEM
from lms.kernel.db import Model, db, transaction
from lms.library import services
from tests.databases import NIMBUS


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped folder that a test may change."""
    copy = tmp_path / "programme"
    shutil.copytree(NIMBUS, copy)
    return copy


def load(root):
    programme = services.check_programme(root)
    with transaction():
        return services.load_programme(programme, by=SYSTEM, now=clock.now())


def change(path, before, after):
    text = path.read_text()
    assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times"
    path.write_text(text.replace(before, after))


def counts():
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table))
        for table in Model.metadata.sorted_tables
    }


def test_the_shipped_programme_is_offered_in_its_own_order(nimbus):
    assert [v.certification.key for v in catalogue.current_versions()] == [
        *("foundations", "architect", "migration-specialist", "security"),
        *("data-analytics", "ai-ml"),
        *("industry-finserv", "industry-healthcare", "industry-retail"),
    ]


def test_an_unchanged_folder_adds_no_row_to_any_table(nimbus):
    before = counts()

    summary = load(NIMBUS)

    assert summary.changes == []
    assert counts() == before
