"""The signed request. Source: docs.acrcloud.com, Identification API."""

import base64
import hashlib
import hmac
import re
import time
from dataclasses import dataclass, field

from clients.errors import UnreadableReply
from clients.identify.outcome import Outcome, read_outcome
from clients.multipart import Attached, post_form

URI = "/v1/identify"
DATA_TYPE = "audio"
SIGNATURE_VERSION = "1"
_REGION = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True)
class ProjectKey:
    """A base project's own key. Neither half shows in a log or a traceback."""

    access_key: str = field(repr=False)
    access_secret: str = field(repr=False)


def identify(
    *,
    base_url: str,
    region: str,
    key: ProjectKey,
    sample: bytes,
    seconds: float,
) -> Outcome:
    """Ask what `sample`, an audio file of some 12 seconds, is; wait `seconds` at most.

    `base_url` may hold `{region}`. What the service answers is an Outcome, refusals included.
    Raises RemoteError where there is no answer of the service.
    """
    fields = {
        "access_key": key.access_key,
        "sample_bytes": str(len(sample)),
        "timestamp": str(int(time.time())),
        "data_type": DATA_TYPE,
        "signature_version": SIGNATURE_VERSION,
    }
    fields["signature"] = signature(key, timestamp=fields["timestamp"])
    attached = Attached("sample", "sample.wav", sample, "audio/wav")
    return read_outcome(
        post_form(address(base_url, region), fields, attached=attached, seconds=seconds)
    )


def signature(key: ProjectKey, *, timestamp: str) -> str:
    """base64 of HMAC-SHA1 over the request's six values, a line each."""
    values = ("POST", URI, key.access_key, DATA_TYPE, SIGNATURE_VERSION, timestamp)
    digest = hmac.new(key.access_secret.encode(), "\n".join(values).encode(), hashlib.sha1)
    return base64.b64encode(digest.digest()).decode()


def address(base_url: str, region: str) -> str:
    """Raises UnreadableReply for a region that can't be part of a host's name."""
    if "{region}" in base_url and not _REGION.fullmatch(region):
        raise UnreadableReply("The project's region is not one that has an address.")
    return f"{base_url.replace('{region}', region).rstrip('/')}{URI}"
