"""The states of things, which look and read the same on every page: an icon, a word, a tone."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from ui.icons import icon


@dataclass(frozen=True, slots=True)
class State:
    """How one state is shown. `look` names CSS classes without their prefix `state-`."""

    word: str
    icon: str
    look: str = ""

    def badge(self) -> SafeString:
        classes = "".join(f" state-{part}" for part in self.look.split())
        return format_html('<span class="state{}">{}{}</span>', classes, icon(self.icon), self.word)


QUEUED = State("Queued", "clock")
SENDING = State("Sending", "upload", "moving")
PROCESSING = State("Processing", "progress", "moving pulse")
RUNNING = State("Running", "progress", "moving pulse")
READY = State("Ready", "circle-check", "ready")
DONE = State("Done", "check", "ready")
ACTIVE = State("Active", "circle-check", "ready")
NO_RESULT = State("No result", "circle-minus")
ERROR = State("Error", "alert-triangle", "error")
FAILED = State("Failed", "alert-triangle", "error")
CANCELLED = State("Cancelled", "ban")
GONE = State("Gone", "ghost", "gone")
UNVERIFIED = State("Unverified", "help-circle", "outline")
HELD = State("Held", "player-pause", "held")
INACTIVE = State("Inactive", "circle-off", "outline")


def unknown(value: object) -> State:
    """A state that the remote's documents don't name: shown as it came."""
    return State(f"State {value}", "help-circle", "outline")
