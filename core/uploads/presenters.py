"""An upload as the pages show it: three phases, a state and an action."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from core.jobs.models import JobState
from core.ui import states
from core.ui.states import StateBadge
from core.uploads import targets
from core.uploads.models import Upload, UploadState

# A chunk may take this long on a slow line; after that nobody seems to be sending any more.
PAUSED_AFTER = timedelta(seconds=60)

PhaseLook = Literal["", "moving", "done", "failed"]
Action = Literal["", "cancel", "retry", "dismiss"]

UPLOADING = StateBadge("Uploading", "upload", "moving")
PAUSED = StateBadge("Paused", "player-pause", "held")
WILL_RETRY = StateBadge("Will retry", "clock-pause", "held")
SENT = StateBadge("Sent", "check", "ready")


@dataclass(frozen=True, slots=True)
class Phase:
    """One progress bar. `percent` is None while the progress is unknown."""

    name: str
    percent: int | None = 0
    look: PhaseLook = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadPresenter:
    upload: Upload
    state: StateBadge
    phases: tuple[Phase, Phase, Phase]
    action: Action
    reason: str = ""
    url: str = ""
    is_in_progress: bool = False

    def facts(self) -> tuple[object, ...]:
        """All that can change, for an ETag."""
        bars = tuple((phase.percent, phase.look) for phase in self.phases)
        return (self.upload.public_id, self.state.word, bars, self.action, self.reason, self.url)


def present(upload: Upload, now: datetime | None = None) -> UploadPresenter:
    """Raises NoSuchTargetError for an upload into a kind of target that no longer exists."""
    match state_from_job(upload) or upload.state:
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


def present_all(uploads: Iterable[Upload]) -> list[UploadPresenter]:
    now = datetime.now(UTC)
    return [present(upload, now) for upload in uploads]


def state_from_job(upload: Upload) -> UploadState | None:
    """How the upload's job ended, where that is not written into the upload yet."""
    if upload.state not in {UploadState.WAITING, UploadState.SENDING} or upload.job is None:
        return None
    ends = {JobState.FAILED: UploadState.FAILED, JobState.CANCELLED: UploadState.CANCELLED}
    return ends.get(JobState(upload.job.state))


def _receiving(upload: Upload, now: datetime) -> UploadPresenter:
    is_paused = now - upload.touched_at > PAUSED_AFTER
    percent = upload.received * 100 // (upload.size or 1)
    return UploadPresenter(
        upload=upload,
        state=PAUSED if is_paused else UPLOADING,
        phases=_phases(Phase("To the portal", percent, "" if is_paused else "moving")),
        action="cancel",
        reason="Choose the same file again to go on." if is_paused else "",
        is_in_progress=not is_paused,
    )


def _waiting(upload: Upload) -> UploadPresenter:
    return UploadPresenter(
        upload=upload,
        state=WILL_RETRY if upload.error else states.QUEUED,
        phases=_phases(_received()),
        action="cancel",
        reason=upload.error,
        is_in_progress=True,
    )


def _sending(upload: Upload) -> UploadPresenter:
    job = upload.job
    percent = job.percent if job and upload.has_file else None
    return UploadPresenter(
        upload=upload,
        state=states.SENDING,
        phases=_phases(_received(), Phase("To the remote", percent or 0, "moving")),
        action="cancel",
        is_in_progress=True,
    )


def _sent(upload: Upload) -> UploadPresenter:
    kind, row = targets.get_target_kind(upload.target), upload.row
    is_processing = row is not None and kind.is_processing(row)
    error = kind.error_of(row) if row else ""
    if row is None:
        last = Phase("Processing", 0)
    elif is_processing:
        last = Phase("Processing", None, "moving")
    else:
        last = Phase("Processing", 100, "failed" if error else "done")
    return UploadPresenter(
        upload=upload,
        state=kind.state_of(row) if row else SENT,
        phases=_phases(_received(), Phase("To the remote", 100, "done"), last),
        action="dismiss",
        reason=error,
        url=kind.url_of(row) if row else "",
        is_in_progress=is_processing,
    )


def _failed(upload: Upload) -> UploadPresenter:
    can_retry = not upload.has_file or bool(upload.spool_name)
    job = upload.job
    return UploadPresenter(
        upload=upload,
        state=states.FAILED,
        phases=_phases(_received(), Phase("To the remote", (job and job.percent) or 0, "failed")),
        action="retry" if can_retry and not upload.dismissed_at else "dismiss",
        reason=upload.error or (job.error if job else ""),
    )


def _cancelled(upload: Upload) -> UploadPresenter:
    percent = upload.received * 100 // (upload.size or 1)
    return UploadPresenter(
        upload=upload,
        state=states.CANCELLED,
        phases=_phases(Phase("To the portal", percent)),
        action="dismiss",
        reason=upload.error,
    )


def _received() -> Phase:
    return Phase("To the portal", 100, "done")


def _phases(
    portal: Phase, remote: Phase | None = None, processing: Phase | None = None
) -> tuple[Phase, Phase, Phase]:
    return (portal, remote or Phase("To the remote"), processing or Phase("Processing"))
