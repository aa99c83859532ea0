"""The base of forms whose values go to the remote, which validates them."""

from typing import Any, ClassVar

from django import forms

from core.clients.errors import RemoteError, RemoteRefusedError, RemoteUnreachableError
from core.mirror.remote import OtherAccountError, ReadOnlyError

# The errors that a write at the remote can raise.
REMOTE_ERRORS = (RemoteError, ReadOnlyError, OtherAccountError)

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
    """A form whose values go to the remote. `remote_names` maps the remote's names to its own."""

    remote_names: ClassVar[dict[str, str]] = {}

    def add_failure(self, error: Exception) -> None:
        """Add the error of a write at the remote; the form keeps what was entered."""
        if isinstance(error, RemoteRefusedError):
            self.add_refusal(error)
        elif isinstance(error, RemoteUnreachableError):
            self.add_error(
                None,
                f"{error} Nothing of what you entered is lost. It may have been done all the same:"
                " look before you try again.",
            )
        else:
            self.add_error(None, f"{error} Nothing of what you entered is lost: try again.")

    def add_refusal(self, error: RemoteRefusedError) -> None:
        """Add the remote's own messages to the fields they are about."""
        for name, texts in error.field_errors.items():
            form_field = self.remote_names.get(name, name.partition(".")[0])
            self.add_error(form_field if form_field in self.fields else None, list(texts))
        if not error.field_errors:
            self.add_error(None, str(error))

    def changed_values(self, *names: str) -> dict[str, Any]:
        """Those of the fields `names` that differ from their initial values."""
        return {name: self.cleaned_data[name] for name in names if name in self.changed_data}
