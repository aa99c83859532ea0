"""What somebody wants to upload, checked before a byte of it is taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError

from accounts.audit import Actor
from buckets.models import Upload
from buckets.uploads import targets
from buckets.uploads.targets import Target, file_in, video_in

LONGEST_TITLE = 1000


@dataclass(frozen=True, kw_only=True)
class Intent:
    """`target` names a kind ("bucket"), `target_id` one of them.

    Without a title the file's name is one. `fields` is what else the remote is told, such as
    `user_defined` or `url`.
    """

    target: str
    target_id: str
    data_type: str = "audio"
    title: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    by: Actor


def written_down(intent: Intent, *, file_name: str = "", has_file: bool) -> Upload:
    """The row of an upload, not saved yet. Raises NoSuchPlace, Closed and ValidationError."""
    kind = targets.named(intent.target)
    place = kind.place(intent.target_id)
    fields = {name: value for name, value in intent.fields.items() if value not in (None, "")}
    is_self_titled = intent.data_type in kind.self_titled
    named = video_in if is_self_titled else file_in
    name = safe(PurePath(file_name.replace("\\", "/")).name or named(str(fields.get("url", ""))))
    title = safe(intent.title)
    if not title and not is_self_titled:
        title = PurePath(name).stem[:LONGEST_TITLE]
    _check(kind, intent.data_type, title, fields, has_file=has_file)
    return Upload(
        target=kind.kind,
        target_id=intent.target_id,
        target_name=place.name,
        title=title,
        file_name=name,
        data_type=intent.data_type,
        fields=fields,
        created_by=intent.by.user,
        token=intent.by.token,
        actor_name=intent.by.name[:255],
        address=intent.by.address,
        row_type=ContentType.objects.get_for_model(kind.resource.model),
    )


def safe(text: str) -> str:
    """As any database and any page can take it."""
    return text.replace("\0", "").encode(errors="replace").decode().strip()


def _check(
    kind: Target[Any], data_type: str, title: str, fields: Mapping[str, Any], *, has_file: bool
) -> None:
    errors = {}
    allowed = tuple(kind.data_types if has_file else kind.referring)
    if data_type not in allowed:
        errors["data_type"] = [f"It must be one of: {', '.join(allowed)}."]
    elif not has_file and not fields.get(kind.referring[data_type]):
        errors[kind.referring[data_type]] = ["This field is required."]
    if len(title) > LONGEST_TITLE:
        errors[kind.title_field] = [f"It may have at most {LONGEST_TITLE} characters."]
    if errors:
        raise ValidationError(errors)
