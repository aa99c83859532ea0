"""Forms of audio files. Source: docs.acrcloud.com, Console API, Audio Files."""

from typing import Any, cast

from django import forms

from buckets.forms.json_text import JsonText, pretty
from buckets.forms.picking import bucket_label
from buckets.forms.remote import RemoteForm
from buckets.models import AudioFile, Bucket
from ui.json_text import parse


class FileForm(RemoteForm):
    """A file's title and its own fields."""

    title = forms.CharField()
    user_defined = JsonText(
        wants_object=True,
        required=False,
        max_length=65_535,
        label="User-defined fields",
        help_text="A JSON object. Its keys come back with each match of this file.",
    )

    def __init__(self, data: Any = None, *, file: AudioFile) -> None:
        super().__init__(data, initial=_initial(file))

    def changes(self) -> dict[str, Any]:
        """As the service takes them: only what differs from before."""
        changes = self.changed_values("title", "user_defined")
        if "user_defined" in changes:
            changes["user_defined"] = parse(changes["user_defined"] or "{}")
        return changes


class _TargetField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return bucket_label(obj)


class MoveForm(RemoteForm):
    """Where files move to: another bucket of audio files."""

    target = _TargetField(
        queryset=Bucket.objects.none(),
        label="To the bucket",
        empty_label="Choose a bucket",
        error_messages={"required": "Choose the bucket that they move to."},
    )

    def __init__(self, data: Any = None, *, source: Bucket) -> None:
        super().__init__(data)
        target = cast(_TargetField, self.fields["target"])
        target.queryset = (
            Bucket.objects.holding_files().exclude(pk=source.pk).order_by("name", "id")
        )


def _initial(file: AudioFile) -> dict[str, Any]:
    own = file.document.get("user_defined")
    return {"title": file.title, "user_defined": pretty(own) if own else ""}
