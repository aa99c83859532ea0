"""States as shown on every page: an icon, a word and a colour."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString

from core.ui.icons import icon
from core.ui.markup import markup


@dataclass(frozen=True, slots=True)
class StateBadge:
    """How one state is shown. `look` names CSS classes without their prefix `state-`."""

    word: str
    icon: str
    look: str = ""

    @lru_cache(maxsize=64)  # noqa: B019 (a badge is a constant)
    def badge(self) -> SafeString:
        classes = "".join(f" state-{part}" for part in self.look.split())
        return markup('<span class="state{}">{}{}</span>', classes, icon(self.icon), self.word)


QUEUED = StateBadge("Queued", "clock")
SENDING = StateBadge("Sending", "upload", "moving")
PROCESSING = StateBadge("Processing", "progress", "moving pulse")
RUNNING = StateBadge("Running", "progress", "moving pulse")
READY = StateBadge("Ready", "circle-check", "ready")
DONE = StateBadge("Done", "check", "ready")
ACTIVE = StateBadge("Active", "circle-check", "ready")
NO_RESULT = StateBadge("No result", "circle-minus")
ERROR = StateBadge("Error", "alert-triangle", "error")
FAILED = StateBadge("Failed", "alert-triangle", "error")
CANCELLED = StateBadge("Cancelled", "ban")
GONE = StateBadge("Gone", "ghost", "gone")
UNVERIFIED = StateBadge("Unverified", "help-circle", "outline")
HELD = StateBadge("Held", "player-pause", "held")
INACTIVE = StateBadge("Inactive", "circle-off", "outline")


def unknown(value: object) -> StateBadge:
    """A state that the remote's documentation doesn't name, shown as it came."""
    return StateBadge(f"State {value}", "help-circle", "outline")
