"""What the remote says when it refuses reaches whoever asked; only a bad token is the portal's."""

import pytest

from core.clients.console import Console
from core.clients.errors import RemoteNotFoundError, RemoteRefusedError, TokenRejectedError
from core.clients.transport import NoRateLimit
from tests.core.clients.stub_remote import stub_remote


def refusal(status: int, answer: bytes) -> RemoteRefusedError:
    with stub_remote() as remote:
        remote.status, remote.answer = status, answer
        console = Console(
            base_url=remote.url, region_url=remote.url, token="secret", limit=NoRateLimit()
        )
        with pytest.raises(RemoteRefusedError) as refused:
            console.get("buckets/23")
        assert len(remote.paths) == 1, "a refusal is final"
        return refused.value


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (401, b'{"message": "The bucket Music is read-only."}'),
        (403, b'{"error": "Authentication Exception"}'),
        (403, b'{"message": "Invalid scope(s) provided."}'),
        (403, b'{"message": "Unauthorized."}'),
        (403, b""),
        (403, b"<html>Forbidden</html>"),
    ],
)
def test_a_refused_token_is_known_by_its_words(status: int, answer: bytes) -> None:
    assert isinstance(refusal(status, answer), TokenRejectedError)


@pytest.mark.parametrize(
    ("status", "answer", "words"),
    [
        (403, b'{"message": "The bucket Music is read-only."}', "The bucket Music is read-only."),
        (400, b"Invalid Container", "Invalid Container"),
        (422, b'{"error": "The file field is required."}', "The file field is required."),
        (501, b'{"message": "fingerprints aren\'t served"}', "fingerprints aren't served"),
        (501, b"", "The remote doesn't offer this."),
        (400, b"<html>Bad request</html>", "The remote refused with status 400."),
        (400, b"x" * 1000, "The remote refused with status 400."),
        (400, b"\x00\x01", "The remote refused with status 400."),
    ],
)
def test_the_words_of_a_refusal_are_kept(status: int, answer: bytes, words: str) -> None:
    error = refusal(status, answer)

    assert not isinstance(error, TokenRejectedError | RemoteNotFoundError)
    assert (error.status, str(error)) == (status, words)
