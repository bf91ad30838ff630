"""Guarantee 6: the database gone or the disk full is said so, nothing that was
acknowledged is lost, and the product recovers without being started again."""

import http.client
import json
import os
import resource
import signal
import time
import uuid
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.load.house import EXAM, Candidate, response_to
from tests.load.processes import descendants, wait_for
from tests.load.site import Site, a_site


class Browser:
    """One candidate's browser in the middle of an exam, on a real server."""

    def __init__(self, site: Site, candidate: Candidate) -> None:
        self.site, self.candidate = site, candidate
        status, _, attempt = self.send("POST", "/api/v1/attempts", {"exam": EXAM})
        assert status == 201
        self.number, self.questions = attempt["id"], attempt
        self.path = f"/api/v1/attempts/{self.number}"

    def send(self, method: str, path: str, body: object = None):
        line = http.client.HTTPConnection(*self.site.address, timeout=20)
        headers = {
            **self.site.house.headers(self.candidate),
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
        }
        try:
            line.request(method, path, json.dumps(body or {}), headers)
            answer = line.getresponse()
            return answer.status, answer.headers, json.loads(answer.read() or b"{}")
        finally:
            line.close()

    def save(self, position: int, op: str | None = None):
        body = {
            "op_id": op or uuid.uuid4().hex,
            "base_revision": 0,
            "response": response_to(self.questions["questions"][position - 1]),
        }
        return self.send("PUT", f"{self.path}/answers/{position}", body)

    def held(self) -> set[int]:
        """The positions that the server holds an answer for."""
        _, _, attempt = self.send("GET", self.path)
        return {q["position"] for q in attempt["questions"] if q["revision"]}


def is_asked_to_wait(status: int, headers) -> bool:
    return status == 503 and int(headers["Retry-After"]) > 0


def _sql(site: Site, statement: str):
    """What a statement says, past the product."""
    engine = sa.create_engine(site.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        found = connection.exec_driver_sql(statement)
        value = found.scalar() if found.returns_rows else None
    engine.dispose()
    return value


@pytest.fixture(scope="module")
def on_postgresql() -> Iterator[Site]:
    with a_site("postgresql", 3, LMS_WEB_WORKERS="1") as site:
        site.start("web")
        yield site


@pytest.fixture(scope="module")
def on_sqlite() -> Iterator[Site]:
    with a_site("sqlite", 3, LMS_WEB_WORKERS="1") as site:
        site.start("web")
        yield site


def test_a_database_that_died_is_found_again_when_it_is_back(on_postgresql):
    site = on_postgresql
    browser = Browser(site, site.house.candidates[0])
    processes = descendants(site.processes["web"].pid)
    assert browser.save(1)[0] == 200
    assert site.postgres is not None
    os.kill(site.postgres.postmaster, signal.SIGKILL)

    away = [browser.save(2, "the same op") for _ in range(6)]
    site.postgres.revive()

    assert all(is_asked_to_wait(status, headers) for status, headers, _ in away)
    for _, _, told in away:
        assert "Nothing you saved is lost" in told["error"]["message"]
    status, _, receipt = browser.save(2, "the same op")
    assert (status, receipt["revision"]) == (200, 1)
    assert browser.held() == {1, 2}
    assert descendants(site.processes["web"].pid) == processes


def test_a_worker_waits_for_a_database_that_comes_up_later(on_postgresql):
    site = on_postgresql
    browser = Browser(site, site.house.candidates[2])
    postgres = site.postgres
    assert postgres is not None
    _sql(
        site,
        "UPDATE attempts SET started_at = started_at - interval '1 day', "
        "deadline_at = deadline_at - interval '1 day', "
        f"closes_at = closes_at - interval '1 day' WHERE id = {browser.number}",
    )
    os.kill(postgres.postmaster, signal.SIGKILL)
    site.start("worker")
    time.sleep(4)

    assert site.processes["worker"].poll() is None
    postgres.revive()

    # What the worker does: it closes what ran out, touched by nobody.
    asked = f"SELECT cause FROM attempts WHERE id = {browser.number}"
    wait_for(lambda: _sql(site, asked) == "time_up")


def test_a_database_without_room_takes_nothing_and_goes_on_when_there_is(on_postgresql):
    """PostgreSQL's own word for a full disk, raised where an answer is written."""
    site = on_postgresql
    browser = Browser(site, site.house.candidates[1])
    assert browser.save(1)[0] == 200
    _sql(
        site,
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$",
    )
    _sql(
        site,
        "CREATE TRIGGER no_room BEFORE INSERT ON answer_events "
        "FOR EACH ROW EXECUTE FUNCTION no_room()",
    )

    status, headers, _ = browser.save(2, "the same op")
    _sql(site, "DROP TRIGGER no_room ON answer_events")

    assert is_asked_to_wait(status, headers)
    assert browser.held() == {1}
    assert browser.save(2, "the same op")[0] == 200
    assert browser.held() == {1, 2}


def test_a_full_disk_takes_nothing_and_what_was_taken_stays(on_sqlite):
    """No file of the web server may grow any more, as on a disk without room."""
    site = on_sqlite
    browser = Browser(site, site.house.candidates[0])
    assert browser.save(1)[0] == 200
    processes = descendants(site.processes["web"].pid)
    for pid in processes:
        _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, most))

    full = [browser.save(position, f"op {position}") for position in range(2, 8)]
    page = browser.send("GET", f"{browser.path}/state")[0]
    for pid in processes:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))

    assert all(is_asked_to_wait(status, headers) for status, headers, _ in full)
    assert page == 200, "reading goes on"
    assert browser.held() == {1}
    wait_for(lambda: browser.save(2, "op 2")[0] == 200, 10)
    assert browser.held() == {1, 2}
    assert descendants(site.processes["web"].pid) == processes
