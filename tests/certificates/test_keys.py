"""Signing keys: made once, replaced, and no longer trusted after a theft."""

import hashlib
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from certificates.keys import queries, services
from certificates.keys.errors import (
    NoKey,
    OnlyEarlier,
    Overtaken,
    UnfitDay,
    UnfitKey,
    UnknownKey,
)
from certificates.keys.jwk import is_signed_by, public_key_of
from certificates.keys.making import new_key
from certificates.keys.models import IssuerKey
from certificates.keys.ring import credential_key, seal_key
from certificates.keys.rules.purpose import Purpose
from certificates.keys.start import begin_keys
from lms.app import create_app
from lms.cli import lms
from lms.config import ROOT
from lms.kernel.actor import SYSTEM
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from lms.keys import compromised_key, list_keys, rotate_key
from tests.certificates.conftest import NOW
from tests.databases import settings_for
from tests.factories import a_programme

WORDS = b"what is signed"


@pytest.fixture
def without_keys(app):
    """An installation that has not been started yet."""
    with transaction():
        for deed in ("update", "delete"):
            lite = db.engine.dialect.name == "sqlite"
            on = "" if lite else " ON issuer_keys"
            db.session.execute(text(f"DROP TRIGGER issuer_keys_never_{deed}{on}"))
        db.session.query(IssuerKey).delete()
    return app


def notes() -> list[str]:
    found = db.session.query(AuditEvent).order_by(AuditEvent.id)
    return [event.action for event in found if event.subject_kind == "key"]


def rotated(purpose: Purpose) -> str:
    key = new_key(purpose, now=NOW)
    with transaction():
        services.rotate(key, by=SYSTEM, now=NOW)
    return key.kid


def stolen(kid: str, since: datetime) -> None:
    held = queries.known_key(kid)
    key = new_key(Purpose(held.purpose), now=NOW) if held.retired_at is None else None
    with transaction():
        services.mark_compromised(kid, since, replaced_by=key, by=SYSTEM, now=NOW)


def test_what_is_signed_verifies_under_the_public_half_in_the_table(app):
    for key, kind in (
        (credential_key(), ed25519.Ed25519PublicKey),
        (seal_key(), ec.EllipticCurvePublicKey),
    ):
        public = public_key_of(queries.known_key(key.kid).public_jwk)
        assert isinstance(public, kind)
        assert is_signed_by(public, key.sign(WORDS), WORDS)
        assert not is_signed_by(public, key.sign(WORDS), WORDS + b".")


def test_a_seal_carries_a_certificate_in_the_providers_name(without_keys):
    a_programme(provider="Nimbus Cloud")
    begin_keys(now=NOW)

    seal = seal_key()
    certificate = x509.load_der_x509_certificate(seal.certificate)

    certificate.verify_directly_issued_by(certificate)
    assert seal.chain == ()
    assert certificate.signature_hash_algorithm.name == "sha256"
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert [name.value for name in names] == ["Nimbus Cloud"]
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert (usage.value.digital_signature, usage.value.content_commitment) == (
        True,
        True,
    )
    assert not usage.value.key_cert_sign
    assert certificate.not_valid_before_utc < NOW
    assert certificate.not_valid_after_utc > NOW + timedelta(days=20 * 365)


def test_a_name_longer_than_a_certificate_takes_is_cut_between_letters(without_keys):
    a_programme(provider="Облако" * 12)
    begin_keys(now=NOW)

    certificate = x509.load_der_x509_certificate(seal_key().certificate)

    name = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    assert name == ("Облако" * 12)[:32]


def test_starting_again_makes_no_other_key(app):
    before = [key.kid for key in queries.issuer_keys()]
    begin_keys(now=NOW)

    assert [key.kid for key in queries.issuer_keys()] == before
    assert len(before) == 2
    assert notes() == []


def test_first_keys_are_noted_once_however_many_start_at_once(without_keys):
    together = threading.Barrier(3)

    def start() -> None:
        with without_keys.app_context():
            key = new_key(Purpose.SEAL, now=NOW)
            together.wait(20)
            with transaction():
                services.begin(key, by=SYSTEM, now=NOW)
            db.session.remove()

    starting = [threading.Thread(target=start) for _ in range(3)]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join()

    assert db.session.query(IssuerKey).count() == 1
    assert notes() == ["certificates.key.made"]


def test_processes_that_start_together_put_one_key_in_use(without_keys, tmp_path):
    settings = without_keys.config["SETTINGS"]
    program = (
        "import sys\n"
        "from lms.app import create_app\n"
        "from lms.config import settings_from_environment\n"
        "from certificates.keys.ring import credential_key, seal_key\n"
        "from certificates.keys.start import begin_keys\n"
        "from lms.kernel import clock\n"
        "app = create_app(settings_from_environment())\n"
        "print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
        "with app.app_context():\n"
        "    begin_keys(now=clock.now())\n"
        "    print(credential_key().kid, seal_key().kid)\n"
        "    credential_key().sign(b'x'), seal_key().sign(b'x')\n"
    )
    environment = {
        **os.environ,
        "LMS_DATABASE_URL": settings.database_url,
        "LMS_DATA_DIR": str(tmp_path),
        "LMS_KEYS_DIR": "new-keys",
    }
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in started:
        assert process.stdout.readline() == "ready\n"

    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()

    said = {process.communicate(timeout=60)[0] for process in started}

    assert [process.returncode for process in started] == [0, 0]
    assert said == {f"{credential_key().kid} {seal_key().kid}\n"}
    assert notes() == ["certificates.key.made"] * 2


def test_migrating_makes_the_keys_that_are_missing(without_keys):
    a_programme()

    outcome = CliRunner().invoke(lms.commands["migrate"], obj=without_keys)

    assert outcome.exit_code == 0
    assert {key.purpose for key in queries.issuer_keys()} == {"credential", "seal"}


def test_without_a_key_nothing_is_signed(without_keys):
    with pytest.raises(NoKey, match="Run lms migrate"):
        credential_key()


@pytest.mark.parametrize("purpose", Purpose)
def test_after_a_rotation_the_new_key_signs_and_the_old_one_still_verifies(
    app, purpose
):
    ring = {Purpose.CREDENTIAL: credential_key, Purpose.SEAL: seal_key}[purpose]
    old = ring()
    signature = old.sign(WORDS)

    kid = rotated(purpose)

    assert ring().kid == kid != old.kid
    known = queries.known_key(old.kid)
    assert (known.retired_at, known.compromised_from) == (NOW, None)
    assert is_signed_by(public_key_of(known.public_jwk), signature, WORDS)
    assert notes() == ["certificates.key.rotated"]


def test_of_two_rotations_at_once_one_is_refused(app):
    one = new_key(Purpose.SEAL, now=NOW)
    other = new_key(Purpose.SEAL, now=NOW)
    with transaction():
        services.rotate(one, by=SYSTEM, now=NOW)

    with pytest.raises(Overtaken), transaction():
        services.rotate(other, by=SYSTEM, now=NOW)

    assert seal_key().kid == one.kid
    assert queries.next_number(Purpose.SEAL) == 3


def test_a_stolen_key_signs_no_more_from_the_same_moment(app):
    kid, since = credential_key().kid, NOW - timedelta(days=3)

    stolen(kid, since)

    known = queries.known_key(kid)
    assert (known.compromised_from, known.retired_at) == (since, NOW)
    assert credential_key().kid != kid
    assert notes() == ["certificates.key.rotated", "certificates.key.compromised"]


def test_a_theft_is_moved_back_and_never_forward(app):
    kid, since = seal_key().kid, NOW - timedelta(days=3)
    stolen(kid, since)

    for later in (since, since + timedelta(days=1)):
        with pytest.raises(OnlyEarlier):
            stolen(kid, later)
    with pytest.raises(UnfitDay):
        stolen(kid, NOW + timedelta(days=1))
    stolen(kid, since - timedelta(days=1))

    assert queries.known_key(kid).compromised_from == since - timedelta(days=1)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE issuer_keys SET kid = 'x'",
        "UPDATE issuer_keys SET public_jwk = '{}'",
        "UPDATE issuer_keys SET retired_at = NULL",
        "UPDATE issuer_keys SET compromised_from = NULL",
        "UPDATE issuer_keys SET compromised_from = '2030-01-01 00:00:00.000000'",
        "DELETE FROM issuer_keys",
    ],
)
def test_the_database_refuses_to_change_a_key(app, change):
    stolen(credential_key().kid, NOW - timedelta(days=3))

    with pytest.raises(DatabaseError, match="never change"), transaction():
        db.session.execute(text(change))


def test_no_private_half_is_in_the_database(app):
    rotated(Purpose.CREDENTIAL)
    secrets = []
    for path in app.config["SETTINGS"].keys_dir.glob("*.pem"):
        body = path.read_text().splitlines()[1:-1]
        secrets += [line for line in body if len(line) > 20]
    assert len(secrets) >= 3

    held = ""
    for table in inspect(db.engine).get_table_names():
        rows = db.session.execute(text(f'SELECT * FROM "{table}"'))
        held += "".join(str(row) for row in rows)

    assert credential_key().kid in held
    assert [secret for secret in secrets if secret in held] == []
    assert "PRIVATE KEY" not in held


class Vault:
    """A key service: it never shows a private half, and knows what it was asked."""

    def __init__(self) -> None:
        self._keys: dict[str, object] = {}
        self.asked: list[tuple[str, str]] = []
        self.chain = b""

    def make(self, purpose: str, number: int) -> tuple[str, bytes]:
        kid = f"vault.{purpose}-{number}"
        if kid not in self._keys:
            self._keys[kid] = (
                ed25519.Ed25519PrivateKey.generate()
                if purpose == "credential"
                else ec.generate_private_key(ec.SECP256R1())
            )
        pem = Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        return kid, self._keys[kid].public_key().public_bytes(*pem)

    def sign(self, kid: str, data: bytes) -> bytes:
        from cryptography.hazmat.primitives import hashes

        self.asked.append((kid, hashlib.sha256(data).hexdigest()))
        key = self._keys[kid]
        if isinstance(key, ed25519.Ed25519PrivateKey):
            return key.sign(data)
        return key.sign(data, ec.ECDSA(hashes.SHA256()))


VAULT = Vault()


def the_vault() -> Vault:
    return VAULT


def not_a_vault() -> object:
    return type("Liar", (), {"make": VAULT.make, "sign": lambda *_: b"\0" * 64})()


@pytest.fixture
def hooked(without_keys, tmp_path):
    """The same installation with its keys in a service."""

    def start(hook: str):
        url = without_keys.config["SETTINGS"].database_url
        keys = tmp_path / "no-keys"
        settings = settings_for(url, tmp_path, keys_dir=keys, key_hook=hook)
        app = create_app(settings)
        context = app.app_context()
        context.push()
        pushed.append((context, app))
        return settings

    pushed = []
    yield start
    for context, _app in pushed:
        db.session.remove()
        db.engine.dispose()
        context.pop()


def test_a_key_service_signs_and_no_private_half_comes_here(hooked):
    settings = hooked(f"{__name__}:the_vault")
    begin_keys(now=NOW)

    seal = seal_key()
    signature = seal.sign(WORDS)

    assert seal.kid == "vault.seal-1"
    assert VAULT.asked[-1] == (seal.kid, hashlib.sha256(WORDS).hexdigest())
    public = x509.load_der_x509_certificate(seal.certificate).public_key()
    assert is_signed_by(public, signature, WORDS)
    assert not settings.keys_dir.exists()


@pytest.mark.parametrize(
    ("hook", "said"),
    [
        (f"{__name__}:nothing_there", "cannot be called"),
        ("no.such.module:keys", "cannot be called"),
        (f"{__name__}:not_a_vault", "its public half refuses"),
    ],
)
def test_a_key_service_that_does_not_sign_is_told_at_the_start(hooked, hook, said):
    hooked(hook)

    with pytest.raises(UnfitKey, match=said):
        begin_keys(now=NOW)

    assert queries.issuer_keys() == []


def test_a_kid_that_begins_with_a_dash_is_no_option(app):
    outcome = CliRunner().invoke(
        compromised_key, ["-x1", "--from", "2026-11-20"], obj=app
    )

    assert isinstance(outcome.exception, UnknownKey)
    assert str(outcome.exception) == "No key here is called -x1."


def test_an_operator_lists_replaces_and_gives_up_keys(app):
    kid = credential_key().kid

    def run(command, *arguments):
        return CliRunner().invoke(command, arguments, obj=app)

    rotation = run(rotate_key, "credential")
    theft = run(compromised_key, kid, "--from", "2026-11-20")
    listed = run(list_keys).output.splitlines()

    new = credential_key().kid
    assert rotation.output == f"credential key {new} signs from now on.\n"
    assert theft.exit_code == 0
    assert queries.known_key(kid).compromised_from == datetime(2026, 11, 20, tzinfo=UTC)
    assert [line.split()[:2] for line in listed] == [
        ["credential", new],
        ["credential", kid],
        ["seal", seal_key().kid],
    ]
    assert "signs now" in listed[0]
    assert "replaced 2026-11-22, not trusted from 2026-11-20 00:00 UTC on" in listed[1]
