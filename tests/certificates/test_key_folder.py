"""Private keys lie in files that only the product's own user can read."""

import stat
import subprocess
import sys

import pytest
from click.testing import CliRunner
from joserfc.jwk import ECKey, OKPKey

from certificates.keys.errors import NoKey
from certificates.keys.folder import KeyFolder
from certificates.keys.rules.thumbprint import thumbprint
from lms.cli import lms
from lms.config import ROOT
from tests.databases import settings_for

PRODUCTION = {
    "env": "production",
    "base_url": "https://learn.example.com",
    "database_url": "postgresql://a:b@localhost/c",
}
SECRET = "".join(chr(33 + n) for n in range(60))


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_key_is_made_once_and_nobody_else_can_read_it(tmp_path):
    folder = tmp_path / "keys"
    kid, public = KeyFolder(folder, is_strict=True).make("seal", 1)

    again = KeyFolder(folder, is_strict=True).make("seal", 1)

    assert again == (kid, public)
    assert [path.name for path in folder.iterdir()] == ["seal-1.pem"]
    assert (mode(folder), mode(folder / "seal-1.pem")) == (0o700, 0o600)


@pytest.mark.parametrize(("purpose", "kind"), [("credential", OKPKey), ("seal", ECKey)])
def test_a_key_is_called_by_the_thumbprint_that_others_compute(tmp_path, purpose, kind):
    kid, public = KeyFolder(tmp_path, is_strict=True).make(purpose, 1)

    theirs = kind.import_key(public.decode())

    assert kid == theirs.thumbprint()
    assert kid == thumbprint(theirs.as_dict(private=False))


def test_a_key_whose_file_is_gone_signs_nothing_and_says_where_it_should_be(tmp_path):
    folder = KeyFolder(tmp_path, is_strict=True)
    kid, _ = folder.make("credential", 1)
    (tmp_path / "credential-1.pem").unlink()

    with pytest.raises(NoKey, match=f"{kid} is not in {tmp_path}"):
        folder.sign(kid, b"anything")


@pytest.mark.parametrize("opened", ["", "credential-1.pem"])
def test_a_strict_folder_reads_no_key_that_others_can_read(tmp_path, opened):
    kid, _ = KeyFolder(tmp_path, is_strict=True).make("credential", 1)
    path = tmp_path / opened
    path.chmod(mode(path) | 0o004)

    with pytest.raises(ValueError, match="can be read by other users"):
        KeyFolder(tmp_path, is_strict=True).sign(kid, b"anything")
    assert len(KeyFolder(tmp_path, is_strict=False).sign(kid, b"anything")) == 64


@pytest.mark.parametrize("opened", ["keys", "keys/seal-1.pem"])
@pytest.mark.parametrize("bit", [0o040, 0o004])
def test_production_does_not_start_on_keys_that_others_can_read(
    tmp_path, monkeypatch, opened, bit
):
    KeyFolder(tmp_path / "keys", is_strict=True).make("seal", 1)
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(f"LMS_{name.upper()}", value)
    monkeypatch.setenv("LMS_SECRET_KEY", SECRET)
    monkeypatch.setenv("LMS_DATA_DIR", str(tmp_path))
    assert CliRunner().invoke(lms, ["routes"]).exit_code == 0
    path = tmp_path / opened
    path.chmod(mode(path) | bit)

    outcome = CliRunner().invoke(lms, ["routes"])

    assert outcome.exit_code == 2
    assert outcome.output == (
        f"{path} can be read by other users of this machine. Production keeps "
        f"signing keys from them: chmod go-rwx {path}\n"
    )


def test_the_folder_is_below_the_data_unless_it_is_named(tmp_path):
    def named(**more):
        return settings_for("sqlite://", tmp_path, **more).keys_dir

    assert named(keys_dir="keys") == tmp_path / "keys"
    assert named(keys_dir="/run/secrets") != tmp_path / "keys"
    assert str(named(keys_dir="/run/secrets")) == "/run/secrets"


def test_processes_that_start_together_agree_on_one_key(tmp_path):
    program = (
        "import sys, pathlib; from certificates.keys.folder import KeyFolder; "
        "print('ready', flush=True); sys.stdin.readline(); "
        f"path = pathlib.Path({str(tmp_path / 'keys')!r}); "
        "folder = KeyFolder(path, is_strict=True); "
        "print(*(folder.make('credential', n)[0] for n in range(30)))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in started:
        assert process.stdout.readline() == "ready\n"

    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()

    said = {process.communicate(timeout=30)[0] for process in started}

    assert len(said) == 1
    assert len(set(said.pop().split())) == 30
    kept = {path.name for path in (tmp_path / "keys").iterdir()}
    assert kept == {f"credential-{number}.pem" for number in range(30)}


def test_no_private_key_is_in_the_repository():
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    mark = b"-----BEGIN " + b"PRIVATE KEY"
    holding = [
        name
        for name in tracked.stdout.decode().split("\0")
        if name and (ROOT / name).is_file() and mark in (ROOT / name).read_bytes()
    ]
    assert holding == []
