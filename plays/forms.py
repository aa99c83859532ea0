"""Forms of stations, and of when a recording was on air."""

import zoneinfo
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from plays.clocks import as_utc, local_text
from plays.models import NamePattern, Recording, Station
from plays.name_patterns import MAX_LENGTH, PatternError, check_pattern

MAX_TABLE_BYTES = 1_000_000


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
    # Not a DateTimeField, which takes it for a time of the portal's zone.
    begins_at = forms.CharField(
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
        text = cleaned.get("begins_at") or ""
        cleaned["begins_at"] = None
        if text:
            try:
                naive = datetime.fromisoformat(text).replace(tzinfo=None)
                cleaned["begins_at"] = as_utc(naive, cleaned.get("station"))
            except ValidationError as error:
                self.add_error("begins_at", error)
            except ValueError:
                self.add_error("begins_at", f"{text} is no time.")
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


class TimesForm(forms.Form):
    """A CSV with the columns recording, station and begins_at: a file, or pasted."""

    file = forms.FileField(required=False, label="CSV file")
    pasted = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        label="Or pasted lines",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file, pasted = cleaned.get("file"), cleaned.get("pasted")
        if not file and not pasted:
            raise ValidationError("Choose a file, or paste its lines.")
        if file and file.size > MAX_TABLE_BYTES:
            raise ValidationError({"file": "The file is larger than 1 MB."})
        try:
            cleaned["content"] = file.read().decode("utf-8-sig") if file else pasted
        except UnicodeDecodeError:
            raise ValidationError(
                {"file": "The file is not UTF-8: save it as CSV UTF-8."}
            ) from None
        return cleaned
