"""The four acts of the AudioTag API 2.5. Source: audiotag.info, API.

One address takes a form with an action and answers everything with status 200, errors too.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from clients.audiotag.complaints import AudioTagError
from clients.audiotag.results import Progress, Result, candidates_in, number
from clients.errors import UnreadableReply
from clients.multipart import Attached, post_form

ANSWER_SECONDS = 15.0
POLL_SECONDS = 1.0
# The API keeps a token and its result for so long.
TOKEN_SECONDS = 300.0
LEAST_SECONDS = 5.0


@dataclass(frozen=True)
class Info:
    status: str
    version: str


@dataclass(frozen=True)
class Stat:
    """Use of the key: times as the API writes them, durations in seconds, sizes in bytes."""

    expires: str
    queries: int
    uploaded_seconds: float
    uploaded_bytes: int
    credits_spent: int
    credit_balance: int
    free_seconds: float


@dataclass(frozen=True)
class Accepted:
    """A job at AudioTag. `result` is there when the answer already came with the token."""

    token: str
    result: Result | None = None


@dataclass(frozen=True)
class AudioTag:
    """One account's key at `url`, which is called exactly as it stands."""

    url: str
    key: str = field(repr=False)

    def info(self) -> Info:
        """Whether the API answers to this key. Raises AudioTagError and RemoteError."""
        said, _ = self._ask("info")
        return Info(str(said.get("status") or ""), str(said.get("api_ver") or ""))

    def stat(self) -> Stat:
        """What the key has used and has left. Raises AudioTagError and RemoteError."""
        said, _ = self._ask("stat")
        return Stat(
            expires=str(said.get("expiration_date") or ""),
            queries=int(number(said.get("queries_count"))),
            uploaded_seconds=number(said.get("uploaded_duration_sec")),
            uploaded_bytes=int(number(said.get("uploaded_size_bytes"))),
            credits_spent=int(number(said.get("credits_spent"))),
            credit_balance=int(number(said.get("current_credit_balance"))),
            free_seconds=number(said.get("identification_free_sec_remainder")),
        )

    def identify(
        self,
        sample: bytes,
        *,
        name: str = "sample.wav",
        start_seconds: float | None = None,
        length_seconds: float | None = None,
    ) -> Accepted:
        """Hand in a sample of at least LEAST_SECONDS. Raises AudioTagError and RemoteError."""
        window = {"start_time": start_seconds, "time_len": length_seconds}
        said, raw = self._ask(
            "identify",
            {key: f"{value:g}" for key, value in window.items() if value is not None},
            Attached("file", name, sample),
        )
        token = said.get("token")
        if not isinstance(token, str) or not token:
            raise UnreadableReply("AudioTag took the sample but gave no token.")
        at_once = said.get("job_status") != Progress.WAIT and said.get("data")
        result = Result(Progress.FOUND, candidates_in(said.get("data")), raw) if at_once else None
        return Accepted(token, result)

    def get_result(self, token: str) -> Result:
        """How far the recognition is. Raises AudioTagError and RemoteError."""
        said, raw = self._ask("get_result", {"token": token})
        word = str(said.get("result") or said.get("job_status") or "no result")
        if word not in list(Progress):
            # The document's own example reports an unknown token with `success: true`.
            raise AudioTagError(word)
        return Result(Progress(word), candidates_in(said.get("data")), raw)

    def wait_for(
        self, token: str, *, seconds: float, every_seconds: float = POLL_SECONDS
    ) -> Result:
        """Poll until the recognition has ended or `seconds` are over; then it may still wait.

        Raises AudioTagError and RemoteError.
        """
        deadline = time.monotonic() + seconds
        while True:
            result = self.get_result(token)
            left = deadline - time.monotonic()
            if result.progress is not Progress.WAIT or left <= 0:
                return result
            time.sleep(min(every_seconds, left))

    def _ask(
        self,
        action: str,
        fields: Mapping[str, str] | None = None,
        attached: Attached | None = None,
    ) -> tuple[dict[str, Any], str]:
        form = {"apikey": self.key, "action": action, **(fields or {})}
        raw = post_form(self.url, form, attached=attached, seconds=ANSWER_SECONDS)
        raw = raw.replace("\0", "")
        try:
            said = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise UnreadableReply("AudioTag's answer is not valid JSON.") from error
        if not isinstance(said, dict):
            raise UnreadableReply("AudioTag's answer is not an object.")
        if not said.get("success"):
            raise AudioTagError(str(said.get("error") or "no reason"))
        return said, raw
