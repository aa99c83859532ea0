"""Identifies a sample with a project's own key."""

import time
from pathlib import Path

from django.conf import settings
from django.db import transaction

from core.accounts.audit import Actor, record
from core.clients.errors import RemoteError
from core.clients.identify.outcome import IdentifyOutcome
from core.clients.identify.request import (
    AUDIO,
    FINGERPRINT,
    ProjectKey,
    request_identification,
)
from core.mirror import remote, secrets
from identification.models import NAME_LENGTH, Identification
from identification.services import answers, second_opinion
from identification.services.samples import DEFAULT_SECONDS, read_fingerprint, take_sample
from projects.models import Project

# A person waits for the answer, and a thread of the web server too.
TIMEOUT_SECONDS = 20.0


class NoProjectKeyError(Exception):
    """The project can't sign: it is gone, or the mirror has no secret of it."""


def identify(
    *,
    sample_path: Path,
    sample_name: str,
    project: Project,
    begin: float = 0.0,
    length: float = DEFAULT_SECONDS,
    data_type: str = AUDIO,
    with_second_opinion: bool = False,
    by: Actor,
) -> Identification:
    """Cut `length` seconds out of a file from `begin` on and have the service identify them.

    A fingerprint is sent whole, and has neither.

    The returned row holds the service's answer, even a refusal. Before anything is sent, raises
    AudioError, SampleTooShortError, FingerprintTooLargeError, NoProjectKeyError, SecretsLostError
    and OtherAccountError; RemoteError where the service gave no answer, which the history records
    too.
    """
    if data_type == FINGERPRINT:
        begin = length = 0.0
        sample = read_fingerprint(sample_path)
    else:
        sample = take_sample(sample_path, begin=begin, length=length)
    remote.check_same_address()
    key = _key_of(project)
    row = Identification(
        by=by.user,
        by_name=by.name[:NAME_LENGTH],
        project_id=project.pk,
        project_name=project.name,
        sample_name=_printable(sample_name)[:NAME_LENGTH],
        begin=begin,
        length=length,
        duration=sample.seconds,
    )
    started = time.monotonic()
    try:
        outcome = request_identification(
            base_url=settings.ACRCLOUD_IDENTIFY_URL,
            region=project.region,
            key=key,
            sample=sample.content,
            data_type=data_type,
            audio_format=sample.format,
            timeout=TIMEOUT_SECONDS,
        )
    except RemoteError as error:
        row.error = str(error)
        _save(row, by)
        raise
    _set_outcome(row, outcome, time.monotonic() - started)
    audiotag_sample = None
    if with_second_opinion and second_opinion.is_enabled():
        audiotag_sample = (
            second_opinion.AudioTagSample(refusal="AudioTag takes no fingerprints.")
            if data_type == FINGERPRINT
            else second_opinion.cut_audiotag_sample(sample_path, begin=begin)
        )
    with transaction.atomic():
        _save(row, by)
        if audiotag_sample is not None:
            second_opinion.request(identification=row, sample=audiotag_sample, by=by)
        else:
            row.has_no_second_opinion()
    return row


def _key_of(project: Project) -> ProjectKey:
    """The project's key, decrypted only here and only for the request that it signs."""
    if project.is_gone:
        raise NoProjectKeyError(
            f"The project {project.name} is gone from the account: pick another one."
        )
    secret = secrets.unseal(project.secrets).get("access_secret", "")
    if not secret or not project.access_key:
        raise NoProjectKeyError(
            f"The mirror has no secret of the project {project.name}: sync the projects again."
        )
    return ProjectKey(project.access_key, secret)


def _set_outcome(row: Identification, outcome: IdentifyOutcome, seconds: float) -> None:
    row.status_code = outcome.code
    row.status_msg = outcome.msg
    row.response = outcome.raw
    row.cost_seconds = outcome.cost_seconds
    row.took_seconds = round(seconds, 3)
    if outcome.is_recognized:
        best = outcome.matches[0]
        row.best_title = best.title or best.acr_id or "Untitled"
        row.best_artists = best.artist
        row.best_acr_id = best.acr_id[:64]
        row.best_score = best.score


def _save(row: Identification, by: Actor) -> None:
    with transaction.atomic(savepoint=False):
        row.save()
        answers.tell(row)
        record(
            actor=by,
            act="identify",
            target=f"project {row.project_id}",
            identification=row.pk,
            sample=row.sample_name,
            code=row.status_code,
        )


def _printable(name: str) -> str:
    return "".join(character for character in name if character.isprintable()).strip() or "sample"
