"""The signed request. Source: docs.acrcloud.com, Identification API."""

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass, field

from core.clients.identify.outcome import IdentifyOutcome, parse_outcome
from core.clients.multipart import AttachedFile, post_form
from core.clients.regions import url_for_region

URI = "/v1/identify"
AUDIO, FINGERPRINT = "audio", "fingerprint"
SIGNATURE_VERSION = "1"
_NAMES = {AUDIO: ("sample.wav", "audio/wav"), FINGERPRINT: ("sample", "application/octet-stream")}


@dataclass(frozen=True)
class ProjectKey:
    """A base project's own key. Neither half appears in logs or tracebacks."""

    access_key: str = field(repr=False)
    access_secret: str = field(repr=False)


def request_identification(
    *,
    base_url: str,
    region: str,
    key: ProjectKey,
    sample: bytes,
    data_type: str = AUDIO,
    timeout: float,
) -> IdentifyOutcome:
    """Identify `sample` within `timeout` seconds: an audio file of about 12, or a fingerprint.

    `base_url` may contain `{region}`. Any answer of the service is an IdentifyOutcome, a refusal
    too. Raises RemoteError where the service gave none.
    """
    fields = {
        "access_key": key.access_key,
        "sample_bytes": str(len(sample)),
        "timestamp": str(int(time.time())),
        "data_type": data_type,
        "signature_version": SIGNATURE_VERSION,
    }
    fields["signature"] = signature(key, data_type=data_type, timestamp=fields["timestamp"])
    name, media_type = _NAMES[data_type]
    file = AttachedFile("sample", name, sample, media_type)
    url = identify_url(base_url, region)
    return parse_outcome(post_form(url, fields, file=file, timeout=timeout))


def signature(key: ProjectKey, *, data_type: str = AUDIO, timestamp: str) -> str:
    """The base64 of the HMAC-SHA1 over the request's six values, one on each line."""
    values = ("POST", URI, key.access_key, data_type, SIGNATURE_VERSION, timestamp)
    digest = hmac.new(key.access_secret.encode(), "\n".join(values).encode(), hashlib.sha1)
    return base64.b64encode(digest.digest()).decode()


def identify_url(base_url: str, region: str) -> str:
    """Raises UnreadableReplyError for a region that can't be part of a host name."""
    return f"{url_for_region(base_url, region).rstrip('/')}{URI}"
