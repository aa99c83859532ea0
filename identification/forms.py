"""What a person or a service asks: which moment of which file, with which project's key."""

from typing import Any

from django import forms

from identification.services import LEAST_SECONDS, MOST_SECONDS, USUAL_SECONDS, is_offered
from projects.models import Project

LONGEST_HOURS = 12
# Browsers don't count the last three as audio.
ACCEPTED = "audio/*,video/*,.amr,.ape,.wv"
SECONDS = forms.NumberInput(attrs={"class": "form-control num", "step": "any"})


class ProjectChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.region}"


class SampleForm(forms.Form):
    sample = forms.FileField(
        label="Recording",
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ACCEPTED}),
        error_messages={
            "required": "Pick a recording, or record one.",
            "empty": "The file is empty.",
        },
    )
    begin = forms.FloatField(
        label="Begins at second",
        min_value=0,
        max_value=LONGEST_HOURS * 3600,
        initial=0,
        widget=SECONDS,
        error_messages={"required": "Say where the sample begins: 0 is the beginning of the file."},
    )
    length = forms.FloatField(
        label="Seconds long",
        min_value=LEAST_SECONDS,
        max_value=MOST_SECONDS,
        initial=f"{USUAL_SECONDS:g}",
        widget=SECONDS,
        help_text="3 to 15. Only the first 12 are recognized.",
    )
    project = ProjectChoice(
        label="Project",
        queryset=Project.objects.live(),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
        help_text="Its key signs the request, and its buckets are searched.",
        error_messages={"invalid_choice": "The mirror has no such project."},
    )
    second_opinion = forms.BooleanField(
        label="Ask AudioTag too",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        help_text="A second opinion on up to 15 seconds, which costs its credits.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_offered():
            del self.fields["second_opinion"]

    @property
    def complaints(self) -> dict[str, list[str]]:
        """The errors by field, with an empty list for each that is fine."""
        return {name: [str(error) for error in self.errors.get(name, [])] for name in self.fields}
