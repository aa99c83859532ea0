"""What the service answered, read leniently: only the status is promised."""

from dataclasses import dataclass

import orjson

from clients.errors import UnreadableReply
from clients.identify.matches import Match, read_matches
from clients.identify.status import NO_RESULT, SUCCESS, Advice, advice


@dataclass(frozen=True)
class Outcome:
    """`matches` best first; `raw` is the answer as it came, without null characters."""

    code: int
    msg: str
    matches: tuple[Match, ...]
    raw: str
    cost_seconds: float | None

    @property
    def is_recognized(self) -> bool:
        return self.code == SUCCESS and bool(self.matches)

    @property
    def is_no_result(self) -> bool:
        """The service listened and knows no such piece."""
        return self.code == NO_RESULT or (self.code == SUCCESS and not self.matches)

    @property
    def advice(self) -> Advice:
        return advice(NO_RESULT if self.is_no_result else self.code, self.msg)


def read_outcome(raw: str) -> Outcome:
    """Raises UnreadableReply."""
    raw = raw.replace("\0", "")
    try:
        body = orjson.loads(raw)
        status = body["status"]
        code = int(status["code"])
        if not 0 <= code < 1_000_000:
            raise ValueError(code)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableReply("The answer is not one of the Identification API.") from error
    cost = body.get("cost_time")
    return Outcome(
        code=code,
        msg=str(status.get("msg") or "").replace("\0", ""),
        matches=read_matches(body.get("metadata")),
        raw=raw,
        cost_seconds=float(cost) if isinstance(cost, int | float) else None,
    )
