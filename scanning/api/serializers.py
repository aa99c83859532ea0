"""Containers and scanned files in the Console API's format, for the OpenAPI document."""

from typing import Any

from rest_framework import serializers

from core.gateway.openapi.components import BinaryFileField
from core.mirror.api.fields import FlagField, IdOrNameField, JsonObjectField
from scanning.models import Delivery


class ContainerSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """https://docs.acrcloud.com/reference/console-api/file-scanning"""

    id = serializers.IntegerField()
    uid = serializers.IntegerField()
    name = serializers.CharField()
    region = serializers.CharField()
    audio_type = serializers.CharField(help_text="linein or recorded")
    engine = serializers.IntegerField(
        help_text="1 fingerprinting, 2 cover songs, 3 both, 4 speech to text, 5 AI music"
    )
    policy = serializers.DictField()
    buckets = serializers.ListField(child=serializers.DictField())
    num = serializers.IntegerField(help_text="Files in it")
    size = serializers.IntegerField()
    callback_url = serializers.CharField(
        help_text="A `*` for each character, unless the token has the scope `secrets`"
    )
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ContainerUpdateSerializer(serializers.Serializer):  # type: ignore[type-arg]
    name = serializers.CharField(required=False, allow_blank=True)
    audio_type = serializers.CharField(required=False, help_text="linein or recorded")
    buckets = serializers.ListField(child=IdOrNameField(), required=False, help_text="Ids or names")
    engine = serializers.IntegerField(required=False, help_text="1 to 5")
    policy = JsonObjectField(required=False)
    deepright = FlagField(required=False)
    music_detection = FlagField(required=False)
    ai_detection = FlagField(required=False)
    callback_url = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="Needs the scope `secrets`. Default at creation: an address of this portal",
    )


class ContainerCreateSerializer(ContainerUpdateSerializer):
    region = serializers.CharField(required=False, allow_blank=True)
    engine = serializers.IntegerField(help_text="1 to 5")


class ScannedFileCreateSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Fields of an upload. Any other is refused."""

    data_type = serializers.CharField(
        help_text="audio, fingerprint, audio_url or platforms",
        error_messages={"required": "The data type field is required."},
    )
    file = BinaryFileField(
        required=False, allow_empty_file=True, help_text="With audio and fingerprint"
    )
    key = serializers.CharField(
        required=False, help_text="Of a file that was sent to a presigned address, instead of it"
    )
    filename = serializers.CharField(required=False, help_text="With `key`")
    url = serializers.CharField(required=False, help_text="With audio_url and platforms")
    name = serializers.CharField(required=False, allow_blank=True)
    engine = serializers.IntegerField(
        required=False, help_text="For this file, instead of the container's"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A file comes in one way."""
        if "key" in attrs and "file" in attrs:
            raise serializers.ValidationError({"key": "A key stands instead of a file."})
        if "filename" in attrs and "key" not in attrs:
            raise serializers.ValidationError({"filename": "It belongs to a key."})
        return attrs


class PresignedUploadSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """acrcloud-cli 1.0.3, `filescan upload`"""

    presigned_url = serializers.URLField(help_text="An address of this portal, for an hour")
    key = serializers.CharField()
    method = serializers.CharField(help_text="PUT")
    headers = serializers.DictField(child=serializers.CharField(), help_text="To send with it")


class ScannedFileSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """https://docs.acrcloud.com/reference/console-api/file-scanning/fsfiles"""

    id = serializers.UUIDField()
    uid = serializers.IntegerField()
    cid = serializers.IntegerField(help_text="The container")
    name = serializers.CharField()
    uri = serializers.CharField()
    data_type = serializers.CharField()
    duration = serializers.FloatField(allow_null=True, help_text="Seconds")
    engine = serializers.IntegerField()
    state = serializers.IntegerField(help_text="0 processing, 1 ready, -1 no result, -2, -3 error")
    results = serializers.DictField(
        allow_null=True, required=False, help_text="In lists only with `with_result=1`"
    )
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """A callback, without what its sender claims beyond the file it names."""

    # Declared: the limits of a model's integers differ from database to database.
    id = serializers.IntegerField()
    container_id = serializers.IntegerField(allow_null=True)
    tries = serializers.IntegerField(help_text="How often applying it was tried")
    repeats = serializers.IntegerField(help_text="How often the same was sent again")

    class Meta:
        model = Delivery
        fields = [
            "id",
            "received_at",
            "container_id",
            "file_id",
            "state",
            "why",
            "settled_at",
            "tries",
            "repeats",
        ]
