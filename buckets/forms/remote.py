"""What every form about an object of the remote shares: the remote has the last word."""

from typing import Any, ClassVar

from django import forms

from clients.errors import Refused, RemoteError, Unreachable
from mirror.remote import OtherAccount, ReadOnly

# What an act at the remote can end with, other than well.
FAILURES = (RemoteError, ReadOnly, OtherAccount)

REGIONS = (
    ("eu-west-1", "Europe (eu-west-1)"),
    ("us-west-2", "America (us-west-2)"),
    ("ap-southeast-1", "Asia and Pacific (ap-southeast-1)"),
    ("cn-north-1", "China (cn-north-1)"),
)
AUDIO_TYPES = (
    ("linein", "Line-in: clean audio, as in a file or a stream"),
    ("recorded", "Recorded: through a microphone"),
)


class RemoteForm(forms.Form):
    """A form whose values go to the remote. `remote_names` tells where its names differ."""

    remote_names: ClassVar[dict[str, str]] = {}

    def add_failure(self, error: Exception) -> None:
        """Say what went wrong at the remote; what was typed stays in the form."""
        if isinstance(error, Refused):
            self.add_refusal(error)
        elif isinstance(error, Unreachable):
            self.add_error(
                None,
                f"{error} Nothing of what you entered is lost. It may have been done all the same:"
                " look before you try again.",
            )
        else:
            self.add_error(None, f"{error} Nothing of what you entered is lost: try again.")

    def add_refusal(self, error: Refused) -> None:
        """Put the remote's own messages beside the fields they are about."""
        for name, texts in error.field_errors.items():
            ours = self.remote_names.get(name, name.partition(".")[0])
            self.add_error(ours if ours in self.fields else None, list(texts))
        if not error.field_errors:
            self.add_error(None, str(error))

    def changed_values(self, *names: str) -> dict[str, Any]:
        """Those of the fields `names` that differ from how the form began."""
        return {name: self.cleaned_data[name] for name in names if name in self.changed_data}
