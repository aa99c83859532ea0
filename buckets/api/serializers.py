"""What a bucket and an audio file look like on the wire, for the OpenAPI document."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.gateway.openapi.components import BinaryFileField
from core.mirror.api.fields import FlagOrHoursField, IdOrNameField, JsonObjectField, TextList


class BucketSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """https://docs.acrcloud.com/reference/console-api/buckets"""

    id = serializers.IntegerField()
    uid = serializers.IntegerField()
    name = serializers.CharField()
    type = serializers.CharField(help_text="File, Live, LiveRec, LiveTimeshift or ACRCloudFile")
    region = serializers.CharField()
    state = serializers.IntegerField()
    metadata_template = serializers.CharField(allow_null=True)
    labels = serializers.ListField(child=serializers.CharField())
    net_type = serializers.IntegerField()
    num = serializers.IntegerField(help_text="Files in it")
    size = serializers.CharField(help_text="Seconds of audio, as text")
    access_permission = serializers.CharField()
    created_at = serializers.CharField(help_text="2019-03-01 15:31:25, in UTC")
    updated_at = serializers.CharField()


class BucketUpdateSerializer(serializers.Serializer):  # type: ignore[type-arg]
    name = serializers.CharField(required=False, allow_blank=True)
    labels = TextList(required=False)
    metadata_template = serializers.CharField(
        required=False, allow_null=True, allow_blank=True, help_text="JSON, as text"
    )


class BucketCreateSerializer(BucketUpdateSerializer):
    type = serializers.CharField(
        required=False, help_text="File (when not given), Live, LiveRec or LiveTimeshift"
    )
    region = serializers.CharField(required=False, allow_blank=True)
    net_type = serializers.IntegerField(required=False)


class AudioFileUpdateSerializer(serializers.Serializer):  # type: ignore[type-arg]
    title = serializers.CharField(required=False, allow_blank=True)
    user_defined = JsonObjectField(required=False, help_text="An object, or its JSON as text")


class AudioFileCreateSerializer(AudioFileUpdateSerializer):
    """Of an upload. Any other field is refused."""

    data_type = serializers.CharField(
        help_text="audio, fingerprint, audio_url or acrid",
        error_messages={"required": "The data type field is required."},
    )
    file = BinaryFileField(
        required=False, allow_empty_file=True, help_text="With audio and fingerprint"
    )
    url = serializers.CharField(required=False, help_text="With audio_url")
    acrid = serializers.CharField(required=False, help_text="With acrid: a track of the catalogue")
    audio_id = serializers.CharField(required=False, help_text="The caller's own id")


class ListedFilesSerializer(serializers.Serializer):  # type: ignore[type-arg]
    ids = serializers.ListField(child=IdOrNameField(), help_text="Ids or acr_ids")


class ListedMoveSerializer(ListedFilesSerializer):
    target_bucket_id = serializers.IntegerField()


class LiveChannelCreateSerializer(serializers.Serializer):  # type: ignore[type-arg]
    title = serializers.CharField(
        required=False, allow_blank=True, help_text="`name` says the same"
    )
    name = serializers.CharField(required=False, allow_blank=True)
    url = serializers.CharField(required=False, allow_blank=True)
    record = FlagOrHoursField(required=False)
    timeshift = FlagOrHoursField(required=False)
    user_defined = JsonObjectField(required=False, help_text="An object, or its JSON as text")


class LiveChannelSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """https://docs.acrcloud.com/reference/console-api/buckets/live-channels"""

    id = serializers.IntegerField()
    uid = serializers.IntegerField()
    bucket_id = serializers.IntegerField()
    title = serializers.CharField(help_text="`name` says the same")
    name = serializers.CharField()
    url = serializers.CharField(
        help_text="A `*` for each character, unless the token has the scope `secrets`"
    )
    record = serializers.IntegerField()
    timeshift = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


@extend_schema_field({"oneOf": [{"type": "number"}, {"type": "string"}]})
class SecondsField(serializers.FloatField):
    """Seconds, which the remote tells as a number or as text."""


class AudioFileSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """https://docs.acrcloud.com/reference/console-api/buckets/audio-files"""

    id = serializers.IntegerField()
    uid = serializers.IntegerField()
    bucket_id = serializers.IntegerField()
    acr_id = serializers.CharField(help_text="32 hexadecimal digits")
    state = serializers.IntegerField(help_text="0 processing, 1 ready, -1 error")
    title = serializers.CharField()
    user_defined = serializers.DictField()
    duration = SecondsField(help_text="Text right after an upload")
    audio_id = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
