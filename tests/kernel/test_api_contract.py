"""The API under thousands of shapes nobody thought of: refused clearly, no fault."""

import schemathesis
from hypothesis import HealthCheck, given, settings

from lms.accounts import services
from lms.accounts.rules.roles import Role
from lms.kernel import clock
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from tests.exams.an_exam import an_exam, started
from tests.people import a_company, a_person

TRIES = settings(
    max_examples=12,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_no_request_makes_the_api_fault(app):
    """Every address, with a token that opens it: 503 is a fault, all else an answer."""
    ada = a_person(
        "Ada Lovelace", Role.ENGINEER, Role.PARTNER_ADMIN, company=a_company()
    )
    an_exam()
    started(ada)
    with transaction():
        token = services.make_access_token(ada, "test", by=SYSTEM, now=clock.now())
    db.session.rollback()
    headers = {"Authorization": f"Bearer {token}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    faults = []

    for operation in (found.ok() for found in schema.get_all_operations()):

        @TRIES
        @given(case=operation.as_strategy())
        def send(case: schemathesis.Case) -> None:
            with app.app_context():
                answer = case.call(headers=headers)
            if answer.status_code >= 500 and answer.status_code != 503:
                faults.append((case.method, case.formatted_path, answer.status_code))
            if answer.status_code == 503 and b'"fault"' in answer.content:
                faults.append((case.method, case.formatted_path, case.body))
            if answer.status_code >= 400:
                assert b'"error"' in answer.content

        send()

    assert faults == []


def test_the_description_is_openapi_3_1_and_names_every_address(app):
    description = app.test_client().get("/api/v1/openapi.json").json

    assert description["openapi"].startswith("3.1")
    described = {
        (method.upper(), path)
        for path, operations in description["paths"].items()
        for method in operations
        if method in {"get", "put", "post", "delete"}
    }
    served = {
        (method, str(rule).replace("<int:", "{").replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        if str(rule).startswith("/api/v1/") and rule.endpoint != "openapi.spec"
        for method in (rule.methods or set()) & {"GET", "PUT", "POST", "DELETE"}
    }
    assert described == served
