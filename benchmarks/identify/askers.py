"""Those who ask: straight at the service, by the portal's REST, and by its page."""

import re
import threading
import time
from collections.abc import Callable
from statistics import median

import requests

from benchmarks.load.before_remote import Setting
from benchmarks.load.remote import KEY, SECRET
from core.clients.identify.request import AUDIO, ProjectKey, signature
from tests.core.uploads.portal_client import PortalClient

PATIENCE_SECONDS = 60.0
Ask = Callable[[], None]


def asker_alone(setting: Setting, sample: bytes, name: str) -> Ask:
    """As the portal asks: signed, on a connection of its own."""

    def ask() -> None:
        timestamp = str(int(time.time()))
        fields = {
            "access_key": KEY,
            "sample_bytes": str(len(sample)),
            "timestamp": timestamp,
            "data_type": AUDIO,
            "signature_version": "1",
            "signature": signature(ProjectKey(KEY, SECRET), timestamp=timestamp),
        }
        address = f"{setting.remote}/v1/identify"
        with requests.Session() as session:
            files = {"sample": (name, sample)}
            session.post(address, fields, files=files, timeout=PATIENCE_SECONDS).raise_for_status()

    return ask


def asker_by_rest(setting: Setting, sample: bytes, name: str) -> Ask:
    session = requests.Session()
    session.headers.update(setting.headers)

    def ask() -> None:
        address = f"{setting.portal.url}/api/portal/identify"
        files = {"sample": (name, sample)}
        answer = session.post(address, {"project": 1}, files=files, timeout=PATIENCE_SECONDS)
        answer.raise_for_status()
        if answer.json()["status"]["code"] != 1001:
            raise RuntimeError(f"the portal answered {answer.text[:500]}")

    return ask


def asker_by_page(setting: Setting, sample: bytes, name: str) -> Ask:
    """A person's browser: the form by htmx, answered with the result as a fragment."""
    session = PortalClient(setting.portal).session
    session.headers.update({"HX-Request": "true", "HX-Target": "result"})

    def ask() -> None:
        form = {"project": "1", "begin": "0", "length": "12", "data_type": AUDIO}
        answer = session.post(
            f"{setting.portal.url}/identify/",
            form,
            files={"sample": (name, sample)},
            timeout=PATIENCE_SECONDS,
        )
        answer.raise_for_status()
        if not re.search(r"no result|not recogni[sz]e", answer.text, re.IGNORECASE):
            raise RuntimeError(f"the page answered {answer.text[:2000]}")

    return ask


def seconds_of(ask: Ask) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


def seconds_together(askers: list[Ask]) -> tuple[float, float]:
    """Until all had their answers, when each asks once at the same moment; and their median."""
    ready = threading.Barrier(len(askers) + 1)
    taken: list[float] = []

    def run(ask: Ask) -> None:
        ready.wait()
        taken.append(seconds_of(ask))

    threads = [threading.Thread(target=run, args=(ask,)) for ask in askers]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if len(taken) < len(askers):
        raise RuntimeError("not everybody was answered")
    return time.perf_counter() - began, median(taken)
