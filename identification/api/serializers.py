"""An identification as JSON. All times are in seconds."""

from typing import Any

import orjson
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.clients.audiotag.results import AudioTagResult
from core.clients.identify.outcome import IdentifyMatch
from core.gateway.openapi.components import BinaryFileField
from identification.models import Identification, SecondOpinion


class _SampleSerializer(serializers.Serializer):  # type: ignore[type-arg]
    project = serializers.IntegerField(help_text="The id of the base project whose key signs")
    begin = serializers.FloatField(
        required=False,
        default=0.0,
        min_value=0,
        help_text="Where the sample begins in the file",
    )
    length = serializers.FloatField(
        required=False, default=12.0, min_value=3, max_value=15, help_text="Length of the sample"
    )
    data_type = serializers.ChoiceField(
        ["audio", "fingerprint"],
        required=False,
        default="audio",
        help_text="A fingerprint is sent on as it is, of at most 1 MB, without begin and length",
    )
    second_opinion = serializers.BooleanField(
        required=False, default=False, help_text="Request AudioTag's opinion too, in the background"
    )


class IdentifyRequestSerializer(_SampleSerializer):
    """multipart/form-data"""

    sample = BinaryFileField(help_text="A recording in any common format, up to 100 MB")


class IdentifyUrlSerializer(_SampleSerializer):
    """application/json"""

    url = serializers.CharField(
        max_length=2000, help_text="A public http or https address of a recording, up to 100 MB"
    )


class ExternalIdSerializer(serializers.Serializer):  # type: ignore[type-arg]
    name = serializers.CharField(help_text="isrc, upc, iswc or a platform's name")
    value = serializers.CharField()


class MatchSerializer(serializers.Serializer):  # type: ignore[type-arg]
    section = serializers.CharField(help_text="custom_files, music, …")
    title = serializers.CharField()
    artists = serializers.ListField(child=serializers.CharField())
    album = serializers.CharField(allow_blank=True)
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    release_date = serializers.CharField(source="released", allow_blank=True)
    genres = serializers.ListField(child=serializers.CharField())
    acr_id = serializers.CharField()
    bucket_id = serializers.IntegerField(allow_null=True)
    audio_id = serializers.CharField(allow_blank=True)
    score = serializers.FloatField(allow_null=True, help_text="Per cent")
    begin = serializers.FloatField(
        source="times.begin", allow_null=True, help_text="Where in the piece the match begins"
    )
    end = serializers.FloatField(source="times.end", allow_null=True)
    duration = serializers.FloatField(
        source="times.length", allow_null=True, help_text="Of the whole piece"
    )
    sample_begin = serializers.FloatField(
        source="times.sample_begin", allow_null=True, help_text="Where in the sample"
    )
    sample_end = serializers.FloatField(source="times.sample_end", allow_null=True)
    external_ids = ExternalIdSerializer(many=True)
    custom_fields = serializers.SerializerMethodField(
        help_text="What the bucket file was given of its own"
    )

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_custom_fields(self, match: IdentifyMatch) -> dict[str, str]:
        return dict(match.custom_fields)


class AudioTagTrackSerializer(serializers.Serializer):  # type: ignore[type-arg]
    title = serializers.CharField()
    artist = serializers.CharField(allow_blank=True)
    album = serializers.CharField(allow_blank=True)
    year = serializers.CharField(allow_blank=True)


class CandidateSerializer(serializers.Serializer):  # type: ignore[type-arg]
    confidence = serializers.FloatField(allow_null=True, help_text="May exceed 100")
    time = serializers.CharField(allow_blank=True, help_text="The stretch of the sample")
    tracks = AudioTagTrackSerializer(many=True)


class SecondOpinionSerializer(serializers.ModelSerializer[SecondOpinion]):
    candidates = serializers.SerializerMethodField()

    class Meta:
        model = SecondOpinion
        fields = ["state", "error", "candidates"]

    @extend_schema_field(CandidateSerializer(many=True))
    def get_candidates(self, opinion: SecondOpinion) -> list[dict[str, Any]]:
        result: AudioTagResult | None = opinion.result
        return list(CandidateSerializer(result.candidates if result else (), many=True).data)


class NamedProjectSerializer(serializers.Serializer):  # type: ignore[type-arg]
    id = serializers.IntegerField()
    name = serializers.CharField()


class StatusSerializer(serializers.Serializer):  # type: ignore[type-arg]
    code = serializers.IntegerField(help_text="0 found, 1001 no result")
    msg = serializers.CharField()
    meaning = serializers.CharField()


class IdentificationSerializer(serializers.ModelSerializer[Identification]):
    project = serializers.SerializerMethodField()
    status = serializers.SerializerMethodField()
    matches = serializers.SerializerMethodField()
    second_opinion = SecondOpinionSerializer(read_only=True, allow_null=True)
    response = serializers.SerializerMethodField(help_text="The service's answer as it came")

    class Meta:
        model = Identification
        fields = [
            "id",
            "at",
            "project",
            "sample_name",
            "begin",
            "duration",
            "status",
            "matches",
            "second_opinion",
            "response",
        ]

    @extend_schema_field(NamedProjectSerializer)
    def get_project(self, row: Identification) -> dict[str, Any]:
        return {"id": row.project_id, "name": row.project_name}

    @extend_schema_field(StatusSerializer(allow_null=True))
    def get_status(self, row: Identification) -> dict[str, Any] | None:
        outcome = row.outcome
        if outcome is None:
            return None
        return {
            "code": outcome.code,
            "msg": outcome.msg,
            "meaning": outcome.advice.explanation,
        }

    @extend_schema_field(MatchSerializer(many=True))
    def get_matches(self, row: Identification) -> list[dict[str, Any]]:
        outcome = row.outcome
        return list(MatchSerializer(outcome.matches if outcome else (), many=True).data)

    @extend_schema_field({"type": "object", "nullable": True})
    def get_response(self, row: Identification) -> Any:
        return orjson.loads(row.response) if row.outcome else None
