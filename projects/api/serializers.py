"""What a base project looks like on the wire, for the OpenAPI document."""

from rest_framework import serializers

from core.mirror.api.fields import TextList


class NamedBucketSerializer(serializers.Serializer):  # type: ignore[type-arg]
    id = serializers.IntegerField()
    name = serializers.CharField()
    type = serializers.CharField()
    metadata_template = serializers.CharField(allow_null=True)


class ProjectSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """https://docs.acrcloud.com/reference/console-api/base-projects"""

    id = serializers.IntegerField()
    uid = serializers.IntegerField()
    name = serializers.CharField()
    service_type = serializers.CharField(help_text="AVR, LCD or HR")
    region = serializers.CharField()
    state = serializers.IntegerField(help_text="1 active")
    access_key = serializers.CharField()
    access_secret = serializers.CharField(
        help_text="A `*` for each character, unless the token has the scope `secrets`"
    )
    audio_type = serializers.CharField(help_text="linein or recorded")
    day_limit = serializers.IntegerField(help_text="0 is no limit")
    external_ids = serializers.ListField(child=serializers.CharField())
    buckets = NamedBucketSerializer(many=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ProjectUpdateSerializer(serializers.Serializer):  # type: ignore[type-arg]
    name = serializers.CharField(required=False, allow_blank=True)
    buckets = serializers.ListField(
        child=serializers.IntegerField(), required=False, help_text="Ids"
    )
    audio_type = serializers.CharField(required=False, help_text="linein or recorded")
    external_ids = TextList(
        required=False, help_text="spotify, deezer, isrc, upc, …; also as text with commas"
    )


class ProjectCreateSerializer(ProjectUpdateSerializer):
    region = serializers.CharField(required=False, allow_blank=True)
    type = serializers.CharField(required=False, allow_blank=True, help_text="AVR, LCD or HR")


class DayCountSerializer(serializers.Serializer):  # type: ignore[type-arg]
    date = serializers.DateField()
    result = serializers.IntegerField()
    noresult = serializers.IntegerField()
    error = serializers.IntegerField()
