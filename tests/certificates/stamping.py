"""A time-stamp service (RFC 3161) on this machine, with a root of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore


class Service:
    """`roots` in DER, `roots_pem` as an operator keeps them."""

    def __init__(self) -> None:
        root_key, key = (
            rsa.generate_private_key(public_exponent=65537, key_size=2048)
            for _ in range(2)
        )
        root = _certificate("Root", root_key, "Root", root_key, is_root=True)
        own = _certificate("Stamps", key, "Root", root_key, is_root=False)
        self.roots = (root.public_bytes(Encoding.DER),)
        self.roots_pem = root.public_bytes(Encoding.PEM)
        self.asked = 0
        self.url = ""
        store = SimpleCertificateStore()
        store.register(asn1.Certificate.load(self.roots[0]))
        plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        self._stamper = DummyTimeStamper(
            asn1.Certificate.load(own.public_bytes(Encoding.DER)),
            keys.PrivateKeyInfo.load(plain),
            certs_to_embed=store,
        )

    def answer(self, asked: bytes) -> bytes:
        self.asked += 1
        request = tsp.TimeStampReq.load(asked)
        return self._stamper.request_tsa_response(request).dump()


@contextmanager
def a_timestamp_service() -> Iterator[Service]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = service.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _certificate(
    name: str, key: Any, issuer: str, issuer_key: Any, *, is_root: bool
) -> x509.Certificate:
    now = datetime.now(UTC)
    draft = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(is_root, None), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
    )
    if not is_root:
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        draft = draft.add_extension(stamping, critical=True)
    return draft.sign(issuer_key, hashes.SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
