"""Forms of stations, and of when a recording was on air."""

import zoneinfo
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from plays.models import NamePattern, Recording, Station
from plays.name_patterns import MAX_LENGTH, PatternError, check_pattern


class StationForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Station
        fields = ("name", "code", "zone", "note")
        help_texts = {
            "code": "As in the names of recordings: r1 in r1_20260301_060000.mp3.",
            "zone": "Times on air are shown in it.",
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].widget = forms.TextInput(attrs={"list": "zones"})

    @property
    def zones(self) -> list[str]:
        """For the input's list."""
        zones = zoneinfo.available_timezones()
        return sorted(zone for zone in zones if "/" in zone or zone == "UTC")


class OnAirForm(forms.Form):
    """A begin is entered as the clock of the station showed it."""

    station = forms.ModelChoiceField(
        queryset=Station.objects.all(), required=False, empty_label="Not known"
    )
    begins_at = forms.DateTimeField(
        required=False,
        label="Began on air at",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}),
        help_text="By the station’s clock.",
    )

    def __init__(self, data: Any = None, *, recording: Recording | None = None) -> None:
        station = recording.station if recording else None
        begins_at = recording.begins_at if recording else None
        super().__init__(
            data,
            initial={
                "station": station,
                "begins_at": local_text(begins_at, station) if begins_at else "",
            },
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins_at = cleaned.get("begins_at")
        if begins_at is not None:
            cleaned["begins_at"] = as_utc(begins_at, cleaned.get("station"))
        return cleaned


class NamePatternForm(forms.Form):
    pattern = forms.CharField(
        max_length=MAX_LENGTH,
        help_text="{station}_{YYYYMMDD}_{HHMMSS} reads r1_20260301_060000.mp3. There are also "
        "{YYYY} {MM} {DD} {HH} {mm} {SS} {HHMM} {YYMMDD}, and {*} for anything.",
    )
    station = forms.ModelChoiceField(
        queryset=Station.objects.all(),
        required=False,
        empty_label="As the name says",
        help_text="Of all recordings of this container, where names don’t say it.",
    )
    is_utc = forms.BooleanField(required=False, label="The times in the names are UTC")

    def __init__(self, data: Any = None, *, pattern: NamePattern | None = None) -> None:
        fields = ("pattern", "station", "is_utc")
        super().__init__(
            data, initial={name: getattr(pattern, name) for name in fields} if pattern else None
        )

    def clean_pattern(self) -> str:
        pattern: str = self.cleaned_data["pattern"]
        try:
            check_pattern(pattern)
        except PatternError as error:
            raise ValidationError(str(error)) from None
        return pattern


def local_text(moment: datetime, station: Station | None) -> str:
    """A moment as the station's clock showed it, for an input."""
    zone = station.zone_info if station else timezone.get_current_timezone()
    return f"{moment.astimezone(zone):%Y-%m-%dT%H:%M:%S}"


def as_utc(entered: datetime, station: Station | None) -> datetime:
    """The moment at which the station's clock showed this.

    Where the clock showed it twice, in autumn, the first time is meant. Raises ValidationError for
    a time that it never showed, in spring.
    """
    zone = station.zone_info if station else timezone.get_current_timezone()
    # The form's own field has taken it for a time of the portal's zone.
    naive = timezone.make_naive(entered) if timezone.is_aware(entered) else entered
    local = naive.replace(tzinfo=zone, fold=0)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != naive:
        raise ValidationError({"begins_at": f"The clocks of {zone} skipped this time."})
    return moment
