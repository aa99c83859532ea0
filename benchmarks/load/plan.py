"""What the load generator is told and what it reports; it is a process of its own."""

import subprocess
import sys
from dataclasses import asdict, dataclass

import orjson

# A text of as many characters is put in its place in each request, another each time.
UNIQUE = "@unique-text-of-thirty-six-characters"[:36]
# Beyond its seconds: for answers that are on their way, and for a server that hangs.
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Connections that send the `requests` in turn, each once its last one was answered.

    Each answer has the status that is `expected`. With `keeps_alive` a connection is used until the
    end, else for one request.
    """

    port: int
    requests: list[str]
    connections: int
    keeps_alive: bool
    seconds: float
    warm_up_seconds: float
    expected: int = 200


@dataclass(frozen=True, kw_only=True)
class Measured:
    """`statuses` counts all answers, those of the warm-up too; the rest is without the warm-up.

    Status 0 stands for a connection that broke. `cpu` is the generator's share of a core.
    """

    per_second: float
    p50: float
    p99: float
    statuses: dict[str, int]
    cpu: float


def request(
    method: str, path: str, *, headers: dict[str, str] | None = None, body: str = "", close: bool
) -> str:
    """An HTTP/1.1 request as it goes over the wire."""
    lines = {"Host": "127.0.0.1", "Accept": "application/json", **(headers or {})}
    if close:
        lines["Connection"] = "close"
    if body:
        lines |= {"Content-Type": "application/json", "Content-Length": str(len(body.encode()))}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n{body}"


def carry_out(plan: Plan) -> Measured:
    """Run the plan in a process of its own. Raises RuntimeError on another status."""
    finished = subprocess.run(
        [sys.executable, "-m", "benchmarks.load.generator"],
        input=orjson.dumps(asdict(plan)),
        stdout=subprocess.PIPE,
        timeout=plan.seconds + plan.warm_up_seconds + PATIENCE_SECONDS,
        check=True,
    )
    measured = Measured(**orjson.loads(finished.stdout))
    if set(measured.statuses) != {str(plan.expected)}:
        first = plan.requests[0].partition("\r\n")[0]
        raise RuntimeError(f"{first} was answered with {measured.statuses}")
    return measured
