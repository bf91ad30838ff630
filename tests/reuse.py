"""One PostgreSQL database serves test after test: what a test wrote is put back.

A copy of a template costs half a second, however little is in it; putting back what a
test wrote costs some hundredths.
"""

import psycopg

OURS = "('public', 'dbos')"

REMEMBER = f"""
DO $$
DECLARE
  one record;
  full_of_rows boolean;
BEGIN
  CREATE SCHEMA seeds;
  CREATE TABLE seeds.tables (name text, seed text);
  CREATE TABLE seeds.sequences (name text, last_value bigint, is_called boolean);
  FOR one IN SELECT format('%I.%I', schemaname, tablename) AS name,
                    format('seeds.%I', schemaname || '.' || tablename) AS seed
             FROM pg_tables WHERE schemaname IN {OURS} LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one.name) INTO full_of_rows;
    IF full_of_rows THEN
      EXECUTE format('CREATE TABLE %s AS TABLE %s', one.seed, one.name);
    END IF;
    INSERT INTO seeds.tables
    VALUES (one.name, CASE WHEN full_of_rows THEN one.seed END);
  END LOOP;
  FOR one IN SELECT format('%I.%I', schemaname, sequencename) AS name
             FROM pg_sequences WHERE schemaname IN {OURS} LOOP
    EXECUTE format('INSERT INTO seeds.sequences '
                   'SELECT %L, last_value, is_called FROM %s', one.name, one.name);
  END LOOP;
END $$
"""
"""Keeps beside the tables what was in them, and where the sequences stood."""

RESTORE = """
DO $$
DECLARE
  one record;
  full_of_rows boolean;
BEGIN
  -- No trigger and no foreign key has a say: the rows are those of the template again.
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT * FROM seeds.tables LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one.name) INTO full_of_rows;
    IF full_of_rows THEN
      EXECUTE format('DELETE FROM %s', one.name);
    END IF;
    IF one.seed IS NOT NULL THEN
      EXECUTE format('INSERT INTO %s OVERRIDING SYSTEM VALUE TABLE %s',
                     one.name, one.seed);
    END IF;
  END LOOP;
  FOR one IN SELECT * FROM seeds.sequences LOOP
    PERFORM setval(one.name, one.last_value, one.is_called);
  END LOOP;
END $$
"""

SHAPE = """
WITH ours AS (SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_'
              AND nspname <> 'information_schema'),
tables AS (SELECT c.* FROM pg_class c JOIN ours ON ours.oid = c.relnamespace)
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
  SELECT concat_ws(' ', 'table', oid, relname, relnamespace) AS part FROM tables
  UNION ALL SELECT concat_ws(' ', 'column', attrelid, attnum, attname, atttypid,
      attnotnull, atthasdef, attisdropped)
    FROM pg_attribute JOIN tables ON tables.oid = attrelid
  UNION ALL SELECT concat_ws(' ', 'default', a.oid, adbin)
    FROM pg_attrdef a JOIN tables ON tables.oid = adrelid
  UNION ALL SELECT concat_ws(' ', 'constraint', c.oid, convalidated)
    FROM pg_constraint c JOIN tables ON tables.oid = conrelid
  UNION ALL SELECT concat_ws(' ', 'trigger', t.oid, tgenabled)
    FROM pg_trigger t JOIN tables ON tables.oid = tgrelid
  UNION ALL SELECT concat_ws(' ', 'function', p.oid, md5(prosrc))
    FROM pg_proc p JOIN ours ON ours.oid = pronamespace
  UNION ALL SELECT concat_ws(' ', 'setting', setrole, setconfig)
    FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase
    WHERE datname = current_database()
) AS parts
"""
"""What a test must leave alone for its database to serve the next one."""


def connected(url: str) -> psycopg.Connection:
    """A line to a database whose address names SQLAlchemy's driver."""
    return psycopg.connect(url.replace("+psycopg", "", 1))


class Reused:
    """A database that was just copied from a template."""

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self.url = url
        with connected(self.url) as connection:
            connection.execute(REMEMBER)
            self._shape = self._shape_now(connection)

    def put_back(self) -> bool:
        """Whether it is again as it was: False when its tables are others now."""
        with connected(self.url) as connection:
            if self._shape_now(connection) != self._shape:
                return False
            connection.execute(RESTORE)
        return True

    def _shape_now(self, connection: psycopg.Connection) -> str:
        return connection.execute(SHAPE).fetchone()[0]
