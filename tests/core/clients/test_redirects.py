"""A redirect of the remote takes the token to no other host."""

import pytest

from core.clients.console import Console
from core.clients.errors import RemoteError
from core.clients.transport import NoRateLimit
from tests.core.clients.stub_remote import stub_remote


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_error_and_is_not_followed(status: int) -> None:
    with stub_remote() as elsewhere, stub_remote() as remote:
        remote.status = status
        remote.headers = {"Location": f"{elsewhere.url}/buckets"}
        console = Console(
            base_url=remote.url, region_url=remote.url, token="secret", limit=NoRateLimit()
        )

        with pytest.raises(RemoteError):
            console.get("buckets")

        assert set(remote.paths) == {"/buckets"}
        assert elsewhere.paths == []
