"""All health checks, and which of them the portal needs to be ready."""

from dataclasses import asdict
from functools import partial
from typing import Any

from portal.health import checks
from portal.health.probe import Probe

# The portal serves its mirror without the remote, so this check is only reported.
OPTIONAL_CHECKS = {"remote"}

PROBES = (
    Probe(
        {
            "database": checks.database,
            "fast worker": partial(checks.heartbeat, "fast"),
            "bulk worker": partial(checks.heartbeat, "bulk"),
            "scheduler": partial(checks.heartbeat, "scheduler"),
        },
        every=2,
    ),
    Probe({"tables": checks.tables}, every=10),
    Probe({"broker": checks.broker}, every=2),
    Probe({"cache": checks.shared_cache}, every=2),
    Probe({"remote": checks.remote}, every=15),
)


def start_probes() -> None:
    """Start the probes, so that the first request finds results."""
    for probe in PROBES:
        probe.start()


def report() -> dict[str, Any]:
    """`ready`, and each check with `ok`, `detail` and whether it is `required`."""
    results = {name: result for probe in PROBES for name, result in probe.results().items()}
    described = {
        name: asdict(result) | {"required": name not in OPTIONAL_CHECKS}
        for name, result in results.items()
    }
    ready = all(check["ok"] for check in described.values() if check["required"])
    return {"ready": ready, "checks": described}
