"""Identify one sample with a project's own key."""

import time
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.audit import Actor, record
from clients.errors import RemoteError
from clients.identify import Outcome, ProjectKey
from clients.identify import identify as ask
from identification.models import NAME_LENGTH, Identification
from identification.services import samples, second_opinion
from mirror import remote, secrets
from projects.models import Project

# A person waits for the answer, and so does a thread of the web server.
ANSWER_SECONDS = 20.0


class NoKey(Exception):
    """The project can't sign: it is gone, or the mirror has no secret of it."""


def identify(
    *,
    sample_path: Path,
    sample_name: str,
    project: Project,
    begin: float = 0.0,
    length: float = samples.USUAL_SECONDS,
    with_second_opinion: bool = False,
    by: Actor,
) -> Identification:
    """Cut `length` seconds out of a file from `begin` on and ask the remote what they are.

    The returned row holds what the service answered, refusals included. Raises AudioError and
    TooShort, NoKey, SecretsLost and OtherAccount before anything is sent; RemoteError where no
    service answered, which the history keeps too.
    """
    sample = samples.cut(sample_path, begin=begin, length=length)
    remote.check_same_address()
    key = _key_of(project)
    asked = Identification(
        by=by.user,
        by_name=by.name[:NAME_LENGTH],
        project_id=project.pk,
        project_name=project.name,
        sample_name=_printable(sample_name)[:NAME_LENGTH],
        begin=begin,
        length=length,
        duration=sample.seconds,
    )
    began = time.monotonic()
    try:
        outcome = ask(
            base_url=settings.ACRCLOUD_IDENTIFY_URL,
            region=project.region,
            key=key,
            sample=sample.content,
            seconds=ANSWER_SECONDS,
        )
    except RemoteError as error:
        asked.error = str(error)
        _keep(asked, by)
        raise
    _note(asked, outcome, time.monotonic() - began)
    wanted = with_second_opinion and second_opinion.is_offered()
    second = second_opinion.cut(sample_path, begin=begin) if wanted else None
    with transaction.atomic():
        _keep(asked, by)
        if second is not None:
            second_opinion.seek(identification=asked, sample=second, by=by)
    return asked


def _key_of(project: Project) -> ProjectKey:
    """The secret is opened here and nowhere else, and lives as long as the request it signs."""
    if project.is_gone:
        raise NoKey(f"The project {project.name} is gone from the account: pick another one.")
    secret = secrets.unseal(project.secrets).get("access_secret", "")
    if not secret or not project.access_key:
        raise NoKey(
            f"The mirror has no secret of the project {project.name}: have the projects mirrored"
            " anew."
        )
    return ProjectKey(project.access_key, secret)


def _note(asked: Identification, outcome: Outcome, seconds: float) -> None:
    asked.status_code = outcome.code
    asked.status_msg = outcome.msg
    asked.response = outcome.raw
    asked.cost_seconds = outcome.cost_seconds
    asked.took_seconds = round(seconds, 3)
    if outcome.is_recognized:
        best = outcome.matches[0]
        asked.best_title = best.title or best.acr_id or "Untitled"
        asked.best_artists = best.artist
        asked.best_acr_id = best.acr_id[:64]
        asked.best_score = best.score


def _keep(asked: Identification, by: Actor) -> None:
    with transaction.atomic():
        asked.save()
        record(
            actor=by,
            act="identify",
            target=f"project {asked.project_id}",
            identification=asked.pk,
            sample=asked.sample_name,
            code=asked.status_code,
        )


def _printable(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable()).strip() or "sample"
