"""The four actions of the AudioTag API 2.5. Source: audiotag.info, API.

One URL takes a form with an action, and replies with status 200 even to errors.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from core.clients.audiotag.errors import AudioTagError
from core.clients.audiotag.results import AudioTagResult, Progress, parse_candidates, to_number
from core.clients.errors import UnreadableReplyError
from core.clients.multipart import AttachedFile, post_form

TIMEOUT_SECONDS = 15.0
POLL_SECONDS = 1.0
# How long the API keeps a token and its result.
TOKEN_SECONDS = 300.0
MIN_SECONDS = 5.0


@dataclass(frozen=True)
class AudioTagInfo:
    status: str
    version: str


@dataclass(frozen=True)
class AudioTagStat:
    """Use of the key: times as the API writes them, durations in seconds, sizes in bytes."""

    expires: str
    queries: int
    uploaded_seconds: float
    uploaded_bytes: int
    credits_spent: int
    credit_balance: int
    free_seconds: float


@dataclass(frozen=True)
class AcceptedSample:
    """A sample being recognized. `result` is set when it came together with the token."""

    token: str
    result: AudioTagResult | None = None


@dataclass(frozen=True)
class AudioTag:
    """The API at `url`, which is called without changing it, with one account's key."""

    url: str
    key: str = field(repr=False)

    def info(self) -> AudioTagInfo:
        """The API's status and version. Raises AudioTagError and RemoteError."""
        reply, _ = self._call("info")
        return AudioTagInfo(str(reply.get("status") or ""), str(reply.get("api_ver") or ""))

    def stat(self) -> AudioTagStat:
        """What the key has used and what it has left. Raises AudioTagError and RemoteError."""
        reply, _ = self._call("stat")
        return AudioTagStat(
            expires=str(reply.get("expiration_date") or ""),
            queries=int(to_number(reply.get("queries_count"))),
            uploaded_seconds=to_number(reply.get("uploaded_duration_sec")),
            uploaded_bytes=int(to_number(reply.get("uploaded_size_bytes"))),
            credits_spent=int(to_number(reply.get("credits_spent"))),
            credit_balance=int(to_number(reply.get("current_credit_balance"))),
            free_seconds=to_number(reply.get("identification_free_sec_remainder")),
        )

    def identify(
        self,
        sample: bytes,
        *,
        name: str = "sample.wav",
        start_seconds: float | None = None,
        length_seconds: float | None = None,
    ) -> AcceptedSample:
        """Send a sample of at least MIN_SECONDS. Raises AudioTagError and RemoteError."""
        window = {"start_time": start_seconds, "time_len": length_seconds}
        reply, raw = self._call(
            "identify",
            {key: f"{value:g}" for key, value in window.items() if value is not None},
            AttachedFile("file", name, sample),
        )
        token = reply.get("token")
        if not isinstance(token, str) or not token:
            raise UnreadableReplyError("AudioTag accepted the sample but gave no token.")
        data = reply.get("data")
        if data and reply.get("job_status") != Progress.WAIT:
            result = AudioTagResult(Progress.FOUND, parse_candidates(data), raw)
            return AcceptedSample(token, result)
        return AcceptedSample(token)

    def get_result(self, token: str) -> AudioTagResult:
        """How far a recognition is, and what it found. Raises AudioTagError and RemoteError."""
        reply, raw = self._call("get_result", {"token": token})
        progress = str(reply.get("result") or reply.get("job_status") or "no result")
        if progress not in list(Progress):
            # The document's own example reports an unknown token with `success: true`.
            raise AudioTagError(progress)
        return AudioTagResult(Progress(progress), parse_candidates(reply.get("data")), raw)

    def poll_result(
        self, token: str, *, seconds: float, interval: float = POLL_SECONDS
    ) -> AudioTagResult:
        """Poll until the recognition has ended, for `seconds` at most; then return the last result.

        Raises AudioTagError and RemoteError.
        """
        deadline = time.monotonic() + seconds
        while True:
            result = self.get_result(token)
            remaining = deadline - time.monotonic()
            if result.progress is not Progress.WAIT or remaining <= 0:
                return result
            time.sleep(min(interval, remaining))

    def _call(
        self,
        action: str,
        fields: Mapping[str, str] | None = None,
        file: AttachedFile | None = None,
    ) -> tuple[dict[str, Any], str]:
        form = {"apikey": self.key, "action": action, **(fields or {})}
        raw = post_form(self.url, form, file=file, timeout=TIMEOUT_SECONDS)
        raw = raw.replace("\0", "")
        try:
            reply = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise UnreadableReplyError("AudioTag's answer is not valid JSON.") from error
        if not isinstance(reply, dict):
            raise UnreadableReplyError("AudioTag's answer is not an object.")
        if not reply.get("success"):
            raise AudioTagError(str(reply.get("error") or "no reason"))
        return reply, raw
