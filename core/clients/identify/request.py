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
_MEDIA_TYPES = {"wav": "audio/wav", "mp3": "audio/mpeg"}


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
    audio_format: str = "wav",
    timeout: float,
) -> IdentifyOutcome:
    """Identify `sample` within `timeout` seconds: an audio file of about 12, or a fingerprint.

    `audio_format` is `wav` or `mp3`, of no meaning for a fingerprint. `base_url` may contain
    `{region}`. Any answer of the service is an IdentifyOutcome, a refusal too. Raises RemoteError
    where the service gave none.
    """
    fields = {
        "access_key": key.access_key,
        "sample_bytes": str(len(sample)),
        "timestamp": str(int(time.time())),
        "data_type": data_type,
        "signature_version": SIGNATURE_VERSION,
    }
    fields["signature"] = signature(key, data_type=data_type, timestamp=fields["timestamp"])
    file = (
        AttachedFile("sample", f"sample.{audio_format}", sample, _MEDIA_TYPES[audio_format])
        if data_type == AUDIO
        else AttachedFile("sample", "sample", sample)
    )
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
