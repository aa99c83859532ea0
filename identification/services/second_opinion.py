"""AudioTag's opinion on a sample: asked for in the background, followed until it is there."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from accounts.audit import Actor
from audio.decode import AudioError
from clients.audiotag import (
    LEAST_SECONDS,
    TOKEN_SECONDS,
    AudioTag,
    AudioTagError,
    Progress,
    Result,
)
from clients.errors import RemoteError, RemoteFailed, Throttled, Unreachable, UnreadableReply
from identification.models import Identification, SecondOpinion
from identification.services import samples
from jobs import ledger
from jobs.models import Job
from jobs.outcomes import Failed, TryLater
from jobs.running import Running

KIND = "identification.second_opinion"
# The API calls 15 to 30 seconds the best, and charges for each of them.
SAMPLE_SECONDS = 15.0
# A worker's thread polls for so long, then leaves it to others for as long.
POLL_SECONDS = 4.0
PAUSE = timedelta(seconds=2)
UNAVAILABLE = "AudioTag is switched off: AUDIOTAG_API_KEY is not set."

State = SecondOpinion.State


@dataclass(frozen=True)
class Cut:
    """A sample, or the sentence that says why there is none."""

    content: bytes = field(default=b"", repr=False)
    seconds: float = 0.0
    refusal: str = ""


def is_offered() -> bool:
    return bool(settings.AUDIOTAG_API_KEY)


def cut(source: Path, *, begin: float) -> Cut:
    """The sample for AudioTag, from the same moment of the same file."""
    try:
        sample = samples.cut(source, begin=begin, length=SAMPLE_SECONDS)
    except (AudioError, samples.TooShort) as error:
        return Cut(refusal=str(error))
    if sample.seconds < LEAST_SECONDS:
        return Cut(refusal=f"AudioTag wants {LEAST_SECONDS:g} seconds of audio at least.")
    return Cut(sample.content, sample.seconds)


def seek(*, identification: Identification, sample: Cut, by: Actor) -> SecondOpinion:
    """Have AudioTag asked, in the caller's transaction.

    A moment that AudioTag can't take fails at once: the first opinion stands by itself.
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
            key=_key(opinion),
            by=by.user,
        )
    return opinion


def job_of(opinion: SecondOpinion) -> Job | None:
    """The work that brings the opinion, while the ledger remembers it."""
    return Job.objects.filter(key=_key(opinion)).order_by("-id").first()


def run(running: Running) -> None:
    """Hand the sample in, then ask for the result until it is there.

    A worker that dies in between may hand it in a second time, which costs a little and harms
    nothing.
    """
    opinion = SecondOpinion.objects.filter(pk=running.args["opinion"]).first()
    if opinion is None or opinion.state in (State.FOUND, State.NOT_FOUND):
        return
    if opinion.state == State.FAILED:
        raise Failed("The sample is no longer kept. Identify it once more for a new opinion.")
    try:
        result = _ask(opinion, running)
    except RemoteError as error:
        passes = _may_pass(error)
        if passes and running.job.attempts < running.job.max_attempts:
            raise
        _end(opinion, State.FAILED, error=str(error))
        raise Failed(str(error)) from error
    ended = State.FOUND if result.progress is Progress.FOUND else State.NOT_FOUND
    _end(opinion, ended, response=result.raw)


def _ask(opinion: SecondOpinion, running: Running) -> Result:
    if not is_offered():
        _end(opinion, State.FAILED, error=UNAVAILABLE)
        raise Failed(UNAVAILABLE)
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
    result = audiotag.wait_for(opinion.token, seconds=POLL_SECONDS)
    if result.progress is not Progress.WAIT:
        return result
    if opinion.sent_at is not None and _seconds_since(opinion) > TOKEN_SECONDS:
        raise UnreadableReply("AudioTag came to no result within five minutes.")
    raise TryLater("AudioTag is still listening.", after=PAUSE)


def _seconds_since(opinion: SecondOpinion) -> float:
    return (timezone.now() - (opinion.sent_at or timezone.now())).total_seconds()


def _may_pass(error: RemoteError) -> bool:
    if isinstance(error, AudioTagError):
        return error.is_passing
    return isinstance(error, Unreachable | RemoteFailed | Throttled)


def _end(opinion: SecondOpinion, state: State, *, response: str = "", error: str = "") -> None:
    SecondOpinion.objects.filter(pk=opinion.pk).update(
        state=state, response=response, error=error, sample=b"", ended_at=timezone.now()
    )


def _key(opinion: SecondOpinion) -> str:
    return f"{KIND}:{opinion.pk}"
