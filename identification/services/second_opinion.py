"""AudioTag's second opinion on a sample, requested by a job and polled until it is there."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from core.accounts.audit import Actor
from core.audio.errors import AudioError
from core.clients.audiotag.client import MIN_SECONDS, TOKEN_SECONDS, AudioTag
from core.clients.audiotag.errors import AudioTagError
from core.clients.audiotag.results import AudioTagResult, Progress
from core.clients.errors import (
    RemoteError,
    RemoteFailedError,
    RemoteUnreachableError,
    ThrottledError,
    UnreadableReplyError,
)
from core.jobs import ledger
from core.jobs.models import Job
from core.jobs.running import JobFailedError, RetryLaterError, RunningJob
from identification.models import Identification, SecondOpinion
from identification.services.samples import SampleTooShortError, cut_sample

KIND = "identification.second_opinion"
# The API recommends 15 to 30 seconds, and charges for each of them.
SAMPLE_SECONDS = 15.0
# A worker's thread polls for POLL_SECONDS, then is free for other jobs for RETRY_AFTER.
POLL_SECONDS = 4.0
RETRY_AFTER = timedelta(seconds=2)
DISABLED = "AudioTag is switched off: AUDIOTAG_API_KEY is not set."

State = SecondOpinion.State


@dataclass(frozen=True)
class AudioTagSample:
    """A WAV file and its length in seconds, or a sentence that says why there is none."""

    content: bytes = field(default=b"", repr=False)
    seconds: float = 0.0
    refusal: str = ""


def is_enabled() -> bool:
    return bool(settings.AUDIOTAG_API_KEY)


def cut_audiotag_sample(source: Path, *, begin: float) -> AudioTagSample:
    """The sample for AudioTag, from the same moment of the same file."""
    try:
        sample = cut_sample(source, begin=begin, length=SAMPLE_SECONDS)
    except (AudioError, SampleTooShortError) as error:
        return AudioTagSample(refusal=str(error))
    if sample.seconds < MIN_SECONDS:
        return AudioTagSample(refusal=f"AudioTag needs at least {MIN_SECONDS:g} seconds of audio.")
    return AudioTagSample(sample.content, sample.seconds)


def request(*, identification: Identification, sample: AudioTagSample, by: Actor) -> SecondOpinion:
    """Enqueue the job of a second opinion, in the caller's transaction.

    Without a sample that AudioTag accepts, the opinion has failed from the start.
    """
    opinion = SecondOpinion.objects.create(
        identification=identification,
        state=State.FAILED if sample.refusal else State.WAITING,
        sample=sample.content,
        duration=sample.seconds,
        error=sample.refusal,
        ended_at=timezone.now() if sample.refusal else None,
    )
    if not sample.refusal:
        ledger.enqueue(
            kind=KIND,
            title=f"Second opinion on {identification.sample_name}",
            args={"opinion": opinion.pk},
            key=_job_key(opinion),
            by=by.user,
        )
    return opinion


def job_of(opinion: SecondOpinion) -> Job | None:
    """The job of the opinion, while the ledger has it."""
    return Job.objects.filter(key=_job_key(opinion)).order_by("-id").first()


def run(running: RunningJob) -> None:
    """Job: send the sample to AudioTag, then poll until the result is there.

    When a worker dies in between, the sample may be sent twice, which costs a few credits.
    """
    opinion = SecondOpinion.objects.filter(pk=running.args["opinion"]).first()
    if opinion is None or opinion.state in (State.FOUND, State.NOT_FOUND):
        return
    if opinion.state == State.FAILED:
        raise JobFailedError("The sample is no longer stored. Identify it again for a new opinion.")
    try:
        result = _fetch_result(opinion, running)
    except RemoteError as error:
        if _is_temporary(error) and running.job.attempts < running.job.max_attempts:
            raise
        _settle(opinion, State.FAILED, error=str(error))
        raise JobFailedError(str(error)) from error
    state = State.FOUND if result.progress is Progress.FOUND else State.NOT_FOUND
    _settle(opinion, state, response=result.raw)


def _fetch_result(opinion: SecondOpinion, running: RunningJob) -> AudioTagResult:
    if not is_enabled():
        _settle(opinion, State.FAILED, error=DISABLED)
        raise JobFailedError(DISABLED)
    audiotag = AudioTag(settings.AUDIOTAG_URL, settings.AUDIOTAG_API_KEY)
    if opinion.sent_at is None:
        accepted = audiotag.identify(bytes(opinion.sample))
        SecondOpinion.objects.filter(pk=opinion.pk).update(
            token=accepted.token[:255], sent_at=timezone.now(), sample=b""
        )
        if accepted.result is not None:
            return accepted.result
        opinion.refresh_from_db()
    running.save()
    result = audiotag.poll_result(opinion.token, seconds=POLL_SECONDS)
    if result.progress is not Progress.WAIT:
        return result
    if opinion.sent_at is not None and _seconds_since_sent(opinion) > TOKEN_SECONDS:
        raise UnreadableReplyError("AudioTag had no result after five minutes.")
    raise RetryLaterError("AudioTag is still listening.", after=RETRY_AFTER)


def _seconds_since_sent(opinion: SecondOpinion) -> float:
    return (timezone.now() - (opinion.sent_at or timezone.now())).total_seconds()


def _is_temporary(error: RemoteError) -> bool:
    if isinstance(error, AudioTagError):
        return error.is_temporary
    return isinstance(error, RemoteUnreachableError | RemoteFailedError | ThrottledError)


def _settle(opinion: SecondOpinion, state: State, *, response: str = "", error: str = "") -> None:
    SecondOpinion.objects.filter(pk=opinion.pk).update(
        state=state, response=response, error=error, sample=b"", ended_at=timezone.now()
    )


def _job_key(opinion: SecondOpinion) -> str:
    return f"{KIND}:{opinion.pk}"
