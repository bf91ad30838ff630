"""Guarantee 6: what makes no sense is refused with a reason, and is never a fault."""

import json

import pytest

from tests.exams.an_exam import an_exam, started, tokens
from tests.people import a_person

NUL = "\0"
BIG = 10**400
DEEP = "[" * 5_000 + "]" * 5_000
ODD = [
    None,
    True,
    0,
    -1,
    1.5,
    BIG,
    "",
    "x" * 100_000,
    NUL,
    [],
    {},
    [[]],
    [None],
    {"": 1},
]

BODIES = {
    "nothing": b"",
    "no json": b"{",
    "text": b'"text"',
    "a list": b"[]",
    "null": b"null",
    "a number": b"1e999",
    "not a number": b'{"op_id": NaN}',
    "deep": DEEP.encode(),
    "deep inside": b'{"response": %s}' % DEEP.encode(),
    "no utf-8": b'{"op_id": "\xff\xfe"}',
    "a lone surrogate": b'{"op_id": "\\ud800", "base_revision": 0, "response": []}',
    "the same name twice": b'{"op_id": "a", "op_id": "b", "response": [], "x": 1}',
    "a million names": json.dumps({f"n{n}": n for n in range(20_000)}).encode(),
    "utf-16": '{"exam": "x"}'.encode("utf-16"),
}
DOORS = {
    "start": ("POST", "/attempts"),
    "answer": ("PUT", "/attempts/{}/answers/1"),
    "flag": ("PUT", "/attempts/{}/flags/1"),
    "note": ("PUT", "/attempts/{}/notes/1"),
    "signals": ("POST", "/attempts/{}/signals"),
}
FIELDS = {
    "start": {"exam": "foundations"},
    "answer": {"op_id": "op", "base_revision": 0, "response": []},
    "flag": {"flagged": True},
    "note": {"text": "x"},
    "signals": {"signals": [{"kind": "paste", "seconds_ago": 1}]},
}
REFUSALS = {400, 404, 409, 413, 415, 422}


@pytest.fixture
def sitting(visitor):
    """A candidate in the middle of an exam."""
    an_exam()
    ada = a_person()
    attempt = started(ada)
    visitor.sign_in(ada)
    visitor.attempt_id, visitor.fit = attempt.id, tokens(attempt, 1, "a")
    visitor.form_token = visitor.token()
    return visitor


def knock(sitting, door: str, body: bytes, kind: str = "application/json"):
    method, path = DOORS[door]
    return sitting.open(
        method,
        "/api/v1" + path.format(sitting.attempt_id),
        data=body,
        headers={"Content-Type": kind, "X-CSRFToken": sitting.form_token},
    )


def refused_in_words(answer) -> bool:
    """A refusal that names its reason, and nothing of our insides."""
    error = answer.json["error"]
    inside = ("Traceback", "sqlalchemy", "SELECT", "/lms/", ".py", "canary")
    return (
        answer.status_code in REFUSALS
        and bool(error["code"])
        and bool(error["message"])
        and not any(word in answer.text for word in inside)
    )


def test_a_body_that_is_no_fit_json_is_refused_in_words(sitting):
    answers = {
        (door, name): knock(sitting, door, body)
        for door in DOORS
        for name, body in BODIES.items()
    }

    assert [n for n, answer in answers.items() if not refused_in_words(answer)] == []


def test_a_field_of_the_wrong_kind_is_refused_in_words(sitting):
    wrong = [
        (door, field, odd)
        for door, fields in FIELDS.items()
        for field, fit in fields.items()
        for odd in ODD
        if type(odd) is not type(fit) or odd in ("", NUL, BIG)
    ]

    unfit = []
    for door, field, odd in wrong:
        body = json.dumps({**FIELDS[door], field: odd}).encode()
        answer = knock(sitting, door, body)
        # A note may be empty, and a response may have many forms.
        if answer.status_code != 200 and not refused_in_words(answer):
            unfit.append((door, field, repr(odd)[:20], answer.status_code))
    assert unfit == []


def test_an_answer_of_any_odd_form_is_refused_or_kept_but_never_a_fault(sitting):
    odd = [*ODD, [sitting.fit], [*sitting.fit, 1], {sitting.fit[0]: sitting.fit[0]}]
    odd += [{"x": BIG, "y": 0}, {"x": 0.5, "y": None}, ["x"] * 1000, "1" * 5000]
    statuses = []
    for number, response in enumerate(odd):
        body = {"op_id": f"odd{number}", "base_revision": 0, "response": response}
        answer = knock(sitting, "answer", json.dumps(body).encode())
        statuses.append(answer.status_code)
        assert answer.status_code < 500, repr(response)[:40]

    assert set(statuses) <= {200, *REFUSALS}


def test_another_kind_of_body_is_not_taken_for_json(sitting):
    kinds = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]

    answers = [
        knock(sitting, door, json.dumps(FIELDS[door]).encode(), kind)
        for door in DOORS
        for kind in kinds
    ]

    assert {answer.status_code for answer in answers} <= {400, 415, 422}


def test_other_methods_and_spellings_open_nothing(sitting):
    """AUT-05: an answer is saved by one method at one address."""
    attempt = f"/api/v1/attempts/{sitting.attempt_id}"
    body = {"op_id": "trick", "base_revision": 0, "response": sitting.fit}
    headers = {"X-CSRFToken": sitting.form_token}
    address = f"{attempt}/answers/1"
    tricks = [
        ("POST", address, {"X-HTTP-Method-Override": "PUT"}),
        ("POST", f"{address}?_method=PUT", {}),
        ("GET", address, {"X-HTTP-Method": "PUT"}),
        ("PATCH", address, {}),
        ("DELETE", address, {}),
        ("TRACE", address, {}),
        ("PUT", f"{address}/", {}),
        ("PUT", f"{address}.json", {}),
        ("PUT", f"/api/v1//attempts/{sitting.attempt_id}/answers/1", {}),
        ("PUT", f"/api/v1/attempts/{sitting.attempt_id}/answers/+1", {}),
        ("PUT", f"/api/v1/attempts/{sitting.attempt_id}/answers/-1", {}),
        ("PUT", f"/api/v1/attempts/{sitting.attempt_id}/answers/1e0", {}),
        ("PUT", f"/api/v1/attempts/0x{sitting.attempt_id:x}/answers/1", {}),
        ("PUT", f"/API/v1/attempts/{sitting.attempt_id}/answers/1", {}),
        ("PUT", f"/api/v1/Attempts/{sitting.attempt_id}/answers/1", {}),
        ("PUT", f"/api/v1/attempts/{sitting.attempt_id}/answers/{10**30}", {}),
        ("PUT", f"/api/v1/attempts/{10**30}/answers/1", {}),
        ("PUT", f"/api/v1/attempts/{sitting.attempt_id};x/answers/1", {}),
        ("PUT", f"/api/v1/attempts/./{sitting.attempt_id}/answers/1", {}),
    ]

    answers = [
        sitting.open(method, path, json=body, headers={**headers, **more})
        for method, path, more in tricks
    ]

    statuses = {answer.status_code for answer in answers}
    assert statuses <= {308, 404, 405}
    assert sitting.get(attempt).json["questions"][0]["revision"] == 0


def test_a_head_request_shows_no_more_than_a_get(sitting):
    answer = sitting.open("HEAD", f"/api/v1/attempts/{sitting.attempt_id}")

    assert (answer.status_code, answer.data) == (200, b"")
