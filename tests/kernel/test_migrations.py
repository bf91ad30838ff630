"""The database's shape: up, down, and the same as the models say."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from lms import schema
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import now
from lms.kernel.db import Model, db, transaction


def ours(thing, name, kind, reflected, compared):
    return not (kind == "table" and reflected and compared is None)


def test_the_migrations_make_what_the_models_say(app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": ours}
        )
        assert compare_metadata(context, Model.metadata) == []


def test_the_migrations_can_be_taken_back_and_made_again(app):
    db.session.remove()
    schema.downgrade("base")
    left = set(inspect(db.engine).get_table_names()) & set(Model.metadata.tables)
    schema.upgrade()

    assert left == set()
    assert set(Model.metadata.tables) <= set(inspect(db.engine).get_table_names())


@pytest.mark.parametrize(
    "deed", ["UPDATE audit_events SET action = 'x'", "DELETE FROM audit_events"]
)
def test_the_database_refuses_to_change_the_audit_trail(app, deed):
    with transaction():
        db.session.add(
            AuditEvent(at=now(), action="a.b.c", subject_kind="x", subject_id="1")
        )

    with pytest.raises(DatabaseError, match="never change"), transaction():
        db.session.execute(text(deed))

    assert db.session.query(AuditEvent).one().action == "a.b.c"


def test_after_a_migration_foreign_keys_hold_again(app):
    db.session.remove()
    schema.downgrade("0001")
    schema.upgrade()

    orphan = text(
        "INSERT INTO domains (bank_id, key, title, position) VALUES (99, 'x', '{}', 1)"
    )
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(orphan)
