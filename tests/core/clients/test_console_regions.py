"""A region that the remote names leads the account's token to no other host."""

import pytest

from core.clients.console import Console
from core.clients.errors import UnreadableReplyError
from core.clients.transport import NoRateLimit
from tests.core.clients.stub_remote import stub_remote


@pytest.mark.parametrize("region", ["evil.example/", "a@b", "EU", "x" * 41, "../..", "a b"])
def test_a_region_that_is_no_part_of_a_host_name_sends_nothing(region: str) -> None:
    with stub_remote() as remote:
        console = Console(
            base_url=remote.url,
            region_url=f"{remote.url}/{{region}}",
            token="secret",
            limit=NoRateLimit(),
        )
        with pytest.raises(UnreadableReplyError, match="not a valid region"):
            console.get("buckets/1/files/2", region=region)
        assert remote.paths == []


def test_a_region_becomes_part_of_the_address() -> None:
    with stub_remote() as remote:
        remote.answer = b'{"data": []}'
        console = Console(
            base_url="http://127.0.0.1:1",
            region_url=f"{remote.url}/{{region}}",
            token="secret",
            limit=NoRateLimit(),
        )
        console.get("buckets/1/files/2", region="eu-west-1")
        assert remote.paths == ["/eu-west-1/buckets/1/files/2"]
