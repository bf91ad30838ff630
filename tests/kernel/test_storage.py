"""Files are kept and given back the same way, in a folder and in a bucket."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lms.app import create_app
from lms.kernel import storage
from lms.kernel.db import db
from tests.databases import settings_for, sqlite_copy


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    """The two requests of S3 that we make, over real HTTP; what it holds, by path."""
    held: dict[str, bytes] = {}

    class S3(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            held[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(200, b"")

        def do_GET(self) -> None:
            content = held.get(self.path)
            self._answer(404 if content is None else 200, content or b"")

        def _answer(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("ETag", '"x"')
            self.send_header("Last-Modified", "Sun, 22 Nov 2026 12:00:00 GMT")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), S3)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("AWS_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_REGION", "eu-north-1")
    yield held
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["folder", "bucket"])
def files(request, sqlite_file, tmp_path, bucket):
    """The product's storage, in one of its two forms."""
    more = {} if request.param == "folder" else {"storage_url": "s3://laurel/files"}
    with sqlite_copy(sqlite_file, tmp_path) as url:
        app = create_app(settings_for(url, tmp_path, **more))
        with app.app_context():
            yield request.param
            db.session.remove()
            db.engine.dispose()


def test_what_was_put_is_got_back(files):
    storage.put("certificates/a.pdf", b"%PDF one")
    storage.put("certificates/a.pdf", b"%PDF two")

    assert storage.get("certificates/a.pdf") == b"%PDF two"


def test_what_was_never_put_is_not_there(files):
    with pytest.raises(FileNotFoundError):
        storage.get("certificates/none.pdf")


def test_a_bucket_keeps_files_under_its_prefix(files, bucket):
    storage.put("certificates/a.pdf", b"%PDF")

    kept = [] if files == "folder" else ["/laurel/files/certificates/a.pdf"]
    assert list(bucket) == kept
