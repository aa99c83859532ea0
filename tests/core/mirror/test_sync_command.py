"""`manage.py sync` looks for what is new or reads everything, and shows how far it is."""

import os
import pty
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from buckets.models import AudioFile, Bucket
from core.clients.console import Console
from core.mirror.models import MirrorPass, Mode
from tests.core.mirror.conftest import Faults, FullPass, new_bucket, new_file
from tests.engines import ROOT, Engine

pytestmark = pytest.mark.django_db(transaction=True)


def sync(*arguments: str) -> str:
    said = StringIO()
    call_command("sync", *arguments, stdout=said)
    return said.getvalue()


def test_by_itself_it_brings_what_is_new_and_marks_nothing_as_gone(account: Console) -> None:
    lost = new_bucket(account, "lost")
    assert "2 new" in sync("buckets"), "with the catalogue of the provider"
    account.delete(f"buckets/{lost}")
    new_bucket(account, "new")
    assert "0 gone" in sync("buckets")
    assert set(Bucket.objects.live().values_list("name", flat=True)) >= {"lost", "new"}
    assert not MirrorPass.objects.exclude(mode=Mode.HEAD).exists()


def test_full_reads_everything(account: Console) -> None:
    new_bucket(account, "kept")
    sync("buckets", "--full")
    lost = new_bucket(account, "lost")
    sync("buckets")
    account.delete(f"buckets/{lost}")
    assert "1 gone" in sync("buckets", "--full")


@pytest.mark.parametrize("mode", [[], ["--full"]])
def test_a_scope_is_one_list(
    engine: Engine, account: Console, full_pass: FullPass, mode: list[str]
) -> None:
    asked, other = new_bucket(account, "asked"), new_bucket(account, "other")
    full_pass("buckets")
    for bucket in (asked, other):
        new_file(engine, bucket, "piece")
    sync("files", "--scope", str(asked), *mode)
    assert list(AudioFile.objects.values_list("bucket_id", flat=True)) == [asked]


def test_without_a_resource_all_are_read_parents_first(engine: Engine, account: Console) -> None:
    new_file(engine, new_bucket(account, "new"), "piece")
    said = sync("--full").splitlines()
    assert len(said) == 6
    assert AudioFile.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["songs"], "songs is not mirrored. There are: "),
        (["--scope", "7"], "--scope needs a resource"),
        (["files", "--scope", "7"], "There is no list 7 of audio files"),
    ],
)
def test_what_cannot_be_read_is_said(arguments: list[str], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        sync(*arguments)


def test_a_pass_that_fails_is_said_and_ends_with_a_code(account: Console, faults: Faults) -> None:
    faults("status", path="/api/buckets", status=404)
    with pytest.raises(SystemExit) as ended:
        sync("buckets")
    assert ended.value.code == 1


@pytest.mark.process
def test_a_terminal_sees_a_bar(account: Console, faults: Faults, full_pass: FullPass) -> None:
    if connection.vendor == "sqlite":
        database = f"sqlite:///{connection.settings_dict['NAME']}"
    else:
        of = connection.settings_dict
        database = (
            f"postgres://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"
        )
    for at in range(4):
        new_bucket(account, f"bucket {at}")
    full_pass("buckets")
    faults("delay", path="/api/buckets", seconds=0.6)
    reader, writer = pty.openpty()
    environment = os.environ | {
        "DATABASE_URL": database,
        "SYNC_PAGE_SIZE": "1",
        "SYNC_FETCHERS": "1",
    }
    environment |= {"DJANGO_SETTINGS_MODULE": "portal.settings", "LOG_LEVEL": "ERROR"}
    running = subprocess.Popen(
        [sys.executable, "manage.py", "sync", "buckets", "--full"],
        cwd=ROOT,
        env=environment,
        stdout=writer,
        stderr=writer,
    )
    os.close(writer)
    said = b""
    try:
        while block := os.read(reader, 4096):
            said += block
    except OSError:
        # That is how a terminal says that nobody writes to it any more.
        pass
    os.close(reader)
    assert running.wait(30) == 0, said.decode()
    assert b"[###" in said
    assert b"] 40 %" in said or b"] 60 %" in said or b"] 80 %" in said, said.decode()
    assert "Mirror all buckets: done." in said.decode().split("\x1b[K")[-1]
