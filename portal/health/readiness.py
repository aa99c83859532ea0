"""All that is checked, and what must hold before the portal counts as ready."""

from dataclasses import asdict
from functools import partial
from typing import Any

from portal.health import checks
from portal.health.probe import Probe

# The portal serves its mirror without the remote, so that one is only reported.
ONLY_REPORTED = {"remote"}

PROBES = (
    Probe(
        {
            "database": checks.database,
            "tables": checks.tables,
            "fast worker": partial(checks.alive, "fast"),
            "bulk worker": partial(checks.alive, "bulk"),
            "scheduler": partial(checks.alive, "scheduler"),
        },
        every=1,
    ),
    Probe({"broker": checks.broker}, every=2),
    Probe({"cache": checks.shared_cache}, every=2),
    Probe({"remote": checks.remote}, every=15),
)


def look() -> None:
    """Begin to look, so that the first answer has something to tell."""
    for probe in PROBES:
        probe.start()


def report() -> dict[str, Any]:
    """`ready`, and each check with `ok`, `detail` and whether it is `required`."""
    findings = {name: found for probe in PROBES for name, found in probe.findings().items()}
    described = {
        name: asdict(found) | {"required": name not in ONLY_REPORTED}
        for name, found in findings.items()
    }
    ready = all(check["ok"] for check in described.values() if check["required"])
    return {"ready": ready, "checks": described}
