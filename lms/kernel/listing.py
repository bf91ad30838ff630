"""Many things asked of the database in one statement: a list goes over as one
document of JSON and is a table there."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    bindparam,
    cast,
    column,
    func,
    select,
    true,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB

from lms.kernel.db import Json, by_engine

Engine = Literal["sqlite", "postgresql"]


def table_of(engine: Engine, name: str, **columns: Any) -> FromClause:
    """The document under `name` as a table: for each column the type of its values,
    which stand in every object under the column's name."""
    sent = bindparam(name, type_=String())
    if engine == "postgresql":
        made = func.jsonb_to_recordset(cast(sent, JSONB)).table_valued(
            *(column(key, kind) for key, kind in columns.items())
        )
        return made.render_derived(name=name, with_types=True)
    value = func.json_each(sent).table_valued("value").c.value
    return select(
        *(_read(value, key, kind).label(key) for key, kind in columns.items())
    ).subquery(name)


def document(rows: Iterable[Mapping[str, Any]]) -> str:
    """These rows as they are sent; times as the engine on hand reads them."""
    return json.dumps(list(rows), separators=(",", ":"), default=_moment)


def found_for_each(engine: Engine, asked: FromClause, found: Select[Any]) -> Any:
    """What is found for each row that is asked for; `found` has the columns of
    `asked` among its conditions, and finds one row at most."""
    if engine == "sqlite":
        return found
    # A part of its own is looked up row by row. Joined, it would be planned by what
    # the tables held when somebody last counted: an exam day begins with none.
    one = found.limit(1).correlate(asked).lateral("one")
    return select(one).select_from(asked.join(one, true()))


def _read(value: ColumnElement[Any], key: str, kind: Any) -> ColumnElement[Any]:
    arrow = "->" if kind is Json else "->>"
    return type_coerce(value.op(arrow)(key), kind)


def _moment(value: Any) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"no value of a document: {value!r}")
    zone = by_engine(sqlite="", postgresql="+00")
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}{zone}"
