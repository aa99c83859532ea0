"""Forms of people and tokens."""

from datetime import datetime, time
from typing import Any, cast

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from accounts import login_limits
from accounts.addresses import client_address
from accounts.models import User
from accounts.roles import Role, role_of
from accounts.scopes import MEANINGS, Scope, scopes_for


class SignInForm(AuthenticationForm):
    """Says the same whatever was wrong, and gets slow when somebody guesses."""

    error_messages = {
        "invalid_login": "That name and password don't belong together.",
        "inactive": "That name and password don't belong together.",
    }
    throttled = False

    def clean(self) -> dict[str, Any]:
        username = self.cleaned_data.get("username") or ""
        address = client_address(self.request) if self.request else ""
        try:
            login_limits.begin(username, address)
        except login_limits.TooManyTries:
            self.throttled = True
            raise ValidationError("Too many tries. Wait a quarter of an hour.") from None
        try:
            cleaned = super().clean()
        except ValidationError:
            login_limits.failed(address)
            raise
        login_limits.succeeded(username, address)
        return cleaned


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["first_name", "last_name", "email"]


class TokenForm(forms.Form):
    """A token for a service of `owner`, who can hand out what their own role reaches."""

    name = forms.CharField(
        max_length=100, help_text="The service that will use it, such as “playlist-sync”."
    )
    scopes = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={"required": "Choose at least one scope."},
    )
    expires = forms.DateField(
        required=False,
        label="Expires on",
        help_text="The last day on which it works. Empty: never.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, data: QueryDict | None = None, *, owner: User) -> None:
        super().__init__(data)
        allowed = scopes_for(role_of(owner))
        choices = [(str(scope), MEANINGS[scope]) for scope in Scope if scope in allowed]
        cast(forms.MultipleChoiceField, self.fields["scopes"]).choices = choices

    def clean_expires(self) -> datetime | None:
        day = self.cleaned_data["expires"]
        if day is None:
            return None
        # Its last second; the midnight after the last day of all does not exist.
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))

    def chosen_scopes(self) -> set[Scope]:
        return {Scope(scope) for scope in self.cleaned_data["scopes"]}


ROLE_CHOICES = [(role.group, role.label) for role in Role]


class PersonForm(forms.Form):
    username = forms.CharField(max_length=150)
    email = forms.EmailField(required=False)
    role = forms.ChoiceField(choices=ROLE_CHOICES, initial=Role.VIEWER.group)

    def chosen_role(self) -> Role:
        return Role[self.cleaned_data["role"].upper()]


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=ROLE_CHOICES)

    def chosen_role(self) -> Role:
        return Role[self.cleaned_data["role"].upper()]
