"""Containers and scanned files in the Console API's format, for the OpenAPI document."""

from rest_framework import serializers

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
        required=False, help_text="audio (when not given), fingerprint, audio_url or platforms"
    )
    file = serializers.FileField(
        required=False, allow_empty_file=True, help_text="With audio and fingerprint"
    )
    url = serializers.CharField(required=False, help_text="With audio_url and platforms")
    name = serializers.CharField(required=False, allow_blank=True)
    engine = serializers.IntegerField(
        required=False, help_text="For this file, instead of the container's"
    )


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
