"""An upload as the pages show it: three phases, one word, one act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from buckets.models import Upload, UploadState
from buckets.uploads import targets
from jobs.models import State as JobState
from ui import states
from ui.states import State

# A chunk of a slow line may take so long; after that nobody seems to be sending any more.
QUIET_AFTER = timedelta(seconds=60)

Look = Literal["", "moving", "done", "failed"]
ActName = Literal["", "cancel", "retry", "dismiss"]

UPLOADING = State("Uploading", "upload", "moving")
PAUSED = State("Paused", "player-pause", "held")
WILL_RETRY = State("Will retry", "clock-pause", "held")
SENT = State("Sent", "check", "ready")


@dataclass(frozen=True, slots=True)
class Phase:
    """One bar. `percent` is None while it moves by an unknown measure."""

    name: str
    percent: int | None = 0
    look: Look = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownUpload:
    upload: Upload
    state: State
    phases: tuple[Phase, Phase, Phase]
    act: ActName
    why: str = ""
    url: str = ""
    is_moving: bool = False

    def facts(self) -> tuple[object, ...]:
        """All of it that can change."""
        bars = tuple((phase.percent, phase.look) for phase in self.phases)
        return (self.upload.public_id, self.state.word, bars, self.act, self.why, self.url)


def shown(upload: Upload, now: datetime | None = None) -> ShownUpload:
    """Raises NoSuchPlace for an upload into a kind of place that is no more."""
    match ended_by_job(upload) or upload.state:
        case UploadState.RECEIVING:
            return _receiving(upload, now or datetime.now(UTC))
        case UploadState.WAITING:
            return _waiting(upload)
        case UploadState.SENDING:
            return _sending(upload)
        case UploadState.SENT:
            return _sent(upload)
        case UploadState.FAILED:
            return _failed(upload)
        case _:
            return _cancelled(upload)


def all_shown(uploads: Iterable[Upload]) -> list[ShownUpload]:
    now = datetime.now(UTC)
    return [shown(upload, now) for upload in uploads]


def ended_by_job(upload: Upload) -> UploadState | None:
    """How the job of an upload ended, where the upload doesn't know it yet."""
    if upload.state not in {UploadState.WAITING, UploadState.SENDING} or upload.job is None:
        return None
    ends = {JobState.FAILED: UploadState.FAILED, JobState.CANCELLED: UploadState.CANCELLED}
    return ends.get(JobState(upload.job.state))


def _receiving(upload: Upload, now: datetime) -> ShownUpload:
    quiet = now - upload.touched_at > QUIET_AFTER
    percent = upload.received * 100 // (upload.size or 1)
    return ShownUpload(
        upload=upload,
        state=PAUSED if quiet else UPLOADING,
        phases=_phases(Phase("To the portal", percent, "" if quiet else "moving")),
        act="cancel",
        why="Choose the same file again to go on." if quiet else "",
        is_moving=not quiet,
    )


def _waiting(upload: Upload) -> ShownUpload:
    return ShownUpload(
        upload=upload,
        state=WILL_RETRY if upload.error else states.QUEUED,
        phases=_phases(_arrived()),
        act="cancel",
        why=upload.error,
        is_moving=True,
    )


def _sending(upload: Upload) -> ShownUpload:
    job = upload.job
    percent = job.percent if job and upload.has_file else None
    return ShownUpload(
        upload=upload,
        state=states.SENDING,
        phases=_phases(_arrived(), Phase("To the remote", percent or 0, "moving")),
        act="cancel",
        is_moving=True,
    )


def _sent(upload: Upload) -> ShownUpload:
    target, row = targets.named(upload.target), upload.row
    is_moving = row is not None and target.is_moving(row)
    why = target.error_of(row) if row else ""
    if row is None:
        last = Phase("Processing", 0)
    elif is_moving:
        last = Phase("Processing", None, "moving")
    else:
        last = Phase("Processing", 100, "failed" if why else "done")
    return ShownUpload(
        upload=upload,
        state=target.state_of(row) if row else SENT,
        phases=_phases(_arrived(), Phase("To the remote", 100, "done"), last),
        act="dismiss",
        why=why,
        url=target.url_of(row) if row else "",
        is_moving=is_moving,
    )


def _failed(upload: Upload) -> ShownUpload:
    may_retry = not upload.has_file or bool(upload.spool_name)
    job = upload.job
    return ShownUpload(
        upload=upload,
        state=states.FAILED,
        phases=_phases(_arrived(), Phase("To the remote", (job and job.percent) or 0, "failed")),
        act="retry" if may_retry and not upload.dismissed_at else "dismiss",
        why=upload.error or (job.error if job else ""),
    )


def _cancelled(upload: Upload) -> ShownUpload:
    percent = upload.received * 100 // (upload.size or 1)
    return ShownUpload(
        upload=upload,
        state=states.CANCELLED,
        phases=_phases(Phase("To the portal", percent)),
        act="dismiss",
        why=upload.error,
    )


def _arrived() -> Phase:
    return Phase("To the portal", 100, "done")


def _phases(
    portal: Phase, remote: Phase | None = None, processing: Phase | None = None
) -> tuple[Phase, Phase, Phase]:
    return (portal, remote or Phase("To the remote"), processing or Phase("Processing"))
