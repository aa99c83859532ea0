"""The digest of a file whose chunks came one by one, computed while it is sent."""

import hashlib
import threading

import pytest

from core.uploads.digesting import Digesting
from core.uploads.models import Upload
from core.uploads.spool import SpoolFileMissingError, spool

CONTENT = bytes(range(256)) * (64 * 1024**2 // 256)


@pytest.fixture
def upload() -> Upload:
    """A long file in the spool, of which nobody knows the digest."""
    name = spool().create()
    with spool().writer(name) as file:
        file.write(CONTENT)
    return Upload(spool_name=name, size=len(CONTENT))


def test_the_digest_is_waited_for(upload: Upload) -> None:
    with Digesting(upload) as digesting:
        assert digesting.digest() == hashlib.sha256(CONTENT).hexdigest()


def test_a_file_that_is_deleted_meanwhile_has_its_digest(upload: Upload) -> None:
    with Digesting(upload) as digesting:
        spool().delete(upload.spool_name)
        assert digesting.digest() == hashlib.sha256(CONTENT).hexdigest()


def test_a_known_digest_is_not_computed_again(upload: Upload) -> None:
    upload.sha256 = "known"
    spool().delete(upload.spool_name)
    with Digesting(upload) as digesting:
        assert digesting.digest() == "known"


def test_a_missing_file_is_missed_before_anything_is_sent(upload: Upload) -> None:
    spool().delete(upload.spool_name)
    with pytest.raises(SpoolFileMissingError, match="not in the portal’s spool"), Digesting(upload):
        pytest.fail("it would have been sent")


def test_whoever_gives_up_doesnt_leave_a_thread_behind(upload: Upload) -> None:
    with pytest.raises(KeyError), Digesting(upload):
        raise KeyError
    assert "digest" not in [thread.name for thread in threading.enumerate()]
