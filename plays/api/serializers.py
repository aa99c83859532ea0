"""Plays, matches and recordings as JSON. All times within a recording are in seconds."""

from typing import Any

from rest_framework import serializers

from plays.models import Station


class PlaySerializer(serializers.Serializer):  # type: ignore[type-arg]
    recording = serializers.UUIDField(help_text="The id of the scanned file")
    number = serializers.IntegerField(help_text="Of the plays of the recording, from 1")
    container_id = serializers.IntegerField()
    station_id = serializers.IntegerField(allow_null=True)
    begin = serializers.FloatField()
    end = serializers.FloatField()
    played = serializers.FloatField(help_text="Seconds of it in which the piece was matched")
    heard_at = serializers.DateTimeField(
        help_text="When it was on air; unless `is_on_air`, counted from when it was sent"
    )
    is_on_air = serializers.BooleanField()
    section = serializers.CharField(help_text="Of the match in front: custom_files, music, …")
    piece = serializers.CharField(help_text="The number of the piece, as text")
    title = serializers.CharField()
    artists = serializers.CharField(allow_blank=True)
    album = serializers.CharField(allow_blank=True)
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    isrc = serializers.CharField(allow_blank=True, help_text="Normalized; empty for none")
    upc = serializers.CharField(allow_blank=True)
    acr_id = serializers.CharField(allow_blank=True)
    bucket_id = serializers.IntegerField(allow_null=True)
    score = serializers.FloatField(help_text="The segment's score, else the match's, else 100")
    segment_score = serializers.FloatField(allow_null=True)
    match_score = serializers.FloatField(allow_null=True)
    alternates = serializers.IntegerField(help_text="Other pieces for the same stretch")
    rule = serializers.CharField(help_text="By which it was folded")


class HeardMatchSerializer(serializers.Serializer):  # type: ignore[type-arg]
    id = serializers.IntegerField(help_text="Of the row: another one after a rescan")
    recording = serializers.UUIDField(allow_null=True, help_text="The id of the scanned file")
    container_id = serializers.IntegerField(allow_null=True)
    identification_id = serializers.IntegerField(allow_null=True)
    scan = serializers.IntegerField(help_text="The number of the recording's scan")
    section = serializers.CharField()
    position = serializers.IntegerField(help_text="In the section, from 0")
    begin = serializers.FloatField()
    end = serializers.FloatField()
    played = serializers.FloatField()
    piece_begin = serializers.FloatField(allow_null=True, help_text="Where in the piece")
    piece_length = serializers.FloatField(allow_null=True)
    title = serializers.CharField()
    artists = serializers.CharField(allow_blank=True)
    album = serializers.CharField(allow_blank=True)
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    released = serializers.CharField(allow_blank=True)
    composers = serializers.CharField(allow_blank=True)
    isrc = serializers.CharField(allow_blank=True, help_text="Normalized; empty for none")
    isrc_sent = serializers.CharField(allow_blank=True)
    upc = serializers.CharField(allow_blank=True)
    iswc = serializers.CharField(allow_blank=True)
    acr_id = serializers.CharField(allow_blank=True)
    bucket_id = serializers.IntegerField(allow_null=True)
    audio_id = serializers.CharField(allow_blank=True)
    engine_type = serializers.CharField(allow_blank=True)
    segment_score = serializers.FloatField(allow_null=True)
    match_score = serializers.FloatField(allow_null=True)
    time_skew = serializers.FloatField(allow_null=True)
    frequency_skew = serializers.FloatField(allow_null=True)
    piece = serializers.CharField(allow_null=True, help_text="The number of the piece, as text")
    play = serializers.IntegerField(allow_null=True, help_text="The number of its play")
    place = serializers.IntegerField(allow_null=True, help_text="In the play; 0 is in front")


class StationSerializer(serializers.ModelSerializer[Station]):
    class Meta:
        model = Station
        fields = ("id", "name", "code", "zone", "note")


class OnAirSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """What is not given stays as it is; null takes it away."""

    station = serializers.PrimaryKeyRelatedField(
        queryset=Station.objects.all(), allow_null=True, required=False, help_text="Its id"
    )
    begins_at = serializers.DateTimeField(
        allow_null=True, required=False, help_text="When it went on air, with its zone"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if unknown := sorted(set(self.initial_data) - set(self.fields)):
            raise serializers.ValidationError(dict.fromkeys(unknown, "There is no such field."))
        return attrs


class OneRecordingSerializer(serializers.Serializer):  # type: ignore[type-arg]
    recording = serializers.UUIDField(help_text="The id of the scanned file")
    container_id = serializers.IntegerField()
    station_id = serializers.IntegerField(allow_null=True)
    begins_at = serializers.DateTimeField(allow_null=True, help_text="When it went on air")
    scan = serializers.IntegerField(help_text="The number of its last scan")
    plays = serializers.IntegerField(help_text="How many")
    changed_at = serializers.DateTimeField(allow_null=True)


class RecordingSerializer(OneRecordingSerializer):
    change = serializers.IntegerField(help_text="Of its last change, growing")
