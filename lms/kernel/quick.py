"""The short way to the database, for the statements of an exam day.

A statement that is asked with every request spends several times its own cost in
the session and the engine around it. Here it is put into words once, and goes to
the driver over a line that is kept open. Inside a transaction it goes over the
transaction's own line, so that it belongs to the deed.
"""

from collections import deque, namedtuple
from collections.abc import Callable
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import Dialect, Engine, Executable, Table, bindparam, insert
from sqlalchemy import event as sa_event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase

from lms.kernel.db import db, has_hung_up

Value = Callable[[Any], Any]
listeners: list[Callable[[str, dict[str, Any]], None]] = []
"""Told of every statement with its values: for those who count them."""


def look(statement: Executable, **values: Any) -> list[Any]:
    """Run a statement that was built once; its rows, with a name for each column.

    A statement that writes is kept at once, or with the open transaction. Raises
    what SQLAlchemy raises for the driver's errors, without the values.
    """
    quick: _Quick = current_app.extensions["quick"]
    worded = quick.worded(statement)
    sent = worded.sent(values)
    for listener in listeners:
        listener(worded.text, sent)
    if db.session.registry.has() and db.session().info.get("writing"):
        # What the deed has changed so far is seen, as by any statement of the session.
        db.session.flush()
        driver = db.session.connection().connection
        return quick.ask(driver.cursor(), worded, sent)
    line = quick.take()
    try:
        rows = quick.ask(line.cursor, worded, sent)
    except BaseException:
        # What state it is in, nobody knows.
        line.connection.close()
        raise
    quick.lines.append(line)
    return rows


def insertion(
    model: type[DeclarativeBase], *, make: Any = insert, **worked_out: Any
) -> Any:
    """Words for adding a row: a value by its column's name for each but `id` and those
    that the statement works out. `make`: the insert of one dialect, if it is to do
    what not all do."""
    table = cast(Table, model.__table__)
    given = {
        column.name: bindparam(column.name, type_=column.type)
        for column in table.columns
        if column.name != "id"
    }
    return make(table).values(given | worked_out)


class _Line:
    """A connection nobody else uses, each statement of which stands by itself."""

    __slots__ = ("can_hang_up", "connection", "cursor")

    def __init__(self, engine: Engine) -> None:
        self.connection = engine.raw_connection()
        self.connection.detach()
        self.cursor = self.connection.cursor()
        self.can_hang_up = engine.dialect.name == "postgresql"

    @property
    def is_dead(self) -> bool:
        return self.can_hang_up and has_hung_up(self.connection)


class _Worded:
    """A statement as one dialect says it, and what its values and rows go through."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.text = str(compiled)
        self.constants: dict[str, Any] = {}
        self.values: dict[str, Value | None] = {}
        for name, bind in compiled.binds.items():
            process = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if bind.required:
                self.values[name] = process
            else:
                value = bind.effective_value
                self.constants[name] = process(value) if process else value
        columns = getattr(statement, "exported_columns", ())
        make: Any = namedtuple
        self.row = make("Row", [column.key for column in columns])
        found = enumerate(
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in columns
        )
        self.processed = [(n, process) for n, process in found if process]

    def sent(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values by name, as the driver takes them."""
        sent = self.constants.copy()
        for name, process in self.values.items():
            value = values[name]
            sent[name] = process(value) if process else value
        return sent

    def read(self, found: Any) -> Any:
        """A row as the driver gave it, as the product takes it."""
        if not self.processed:
            return self.row._make(found)
        row = list(found)
        for number, process in self.processed:
            row[number] = process(row[number])
        return self.row._make(row)


class _Quick:
    """The lines and the worded statements of one engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.lines: deque[_Line] = deque()
        self.known: dict[Executable, _Worded] = {}
        dialect = engine.dialect
        # sqlite3 takes values by name as well; psycopg takes nothing else.
        is_sqlite = dialect.name == "sqlite"
        named = cast(Any, type(dialect))(paramstyle="named")
        self.dialect: Dialect = named if is_sqlite else dialect
        self.error: Any = cast(Any, dialect).loaded_dbapi.Error
        sa_event.listen(engine, "engine_disposed", self.hang_up)

    def worded(self, statement: Executable) -> _Worded:
        found = self.known.get(statement)
        if found is None:
            found = self.known[statement] = _Worded(statement, self.dialect)
        return found

    def take(self) -> _Line:
        try:
            line = self.lines.pop()
        except IndexError:
            return self._begun()
        if line.is_dead:
            line.connection.close()
            return self._begun()
        return line

    def _begun(self) -> _Line:
        try:
            return _Line(self.engine)
        except self.error as error:
            raise self._told(error, "") from error

    def ask(self, cursor: Any, worded: _Worded, sent: dict[str, Any]) -> list[Any]:
        try:
            cursor.execute(worded.text, sent)
            if not worded.row._fields:
                return []
            return [worded.read(row) for row in cursor.fetchall()]
        except self.error as error:
            raise self._told(error, worded.text) from error

    def _told(self, error: Any, text: str) -> Any:
        """As SQLAlchemy tells it, without the values."""
        return DBAPIError.instance(text, None, error, self.error, hide_parameters=True)

    def hang_up(self, engine: Engine) -> None:
        while self.lines:
            self.lines.pop().connection.close()


def init_app(app: Flask) -> None:
    with app.app_context():
        app.extensions["quick"] = _Quick(db.engine)
