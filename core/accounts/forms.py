"""Forms of people and tokens."""

from datetime import datetime, time
from typing import Any, cast

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from core.accounts import login_limits
from core.accounts.devices import device_of
from core.accounts.http import AuthenticatedHttpRequest, client_address
from core.accounts.models import User
from core.accounts.roles import Role, role_of
from core.accounts.scopes import MEANINGS, TokenScope, scopes_for

TOO_MANY_ATTEMPTS = "Too many attempts. Try again in 15 minutes."


class SignInForm(AuthenticationForm):
    """Gives the same error for a wrong name and a wrong password, and limits attempts."""

    error_messages = {
        "invalid_login": "The name or the password is wrong.",
        "inactive": "The name or the password is wrong.",
    }
    throttled = False

    def clean(self) -> dict[str, Any]:
        attempt = attempt_of(self.request, self.cleaned_data.get("username") or "")
        try:
            login_limits.count_attempt(attempt)
        except login_limits.TooManyAttemptsError:
            self.throttled = True
            raise ValidationError(TOO_MANY_ATTEMPTS) from None
        try:
            cleaned = super().clean()
        except ValidationError:
            login_limits.count_failure(attempt)
            raise
        login_limits.clear_attempts(attempt)
        return cleaned


class PasswordForm(PasswordChangeForm):
    """A new password. Guessing the old one is limited as at sign-in."""

    def __init__(self, request: AuthenticatedHttpRequest) -> None:
        super().__init__(request.user, request.POST or None)
        self._attempt = attempt_of(request, request.user.username)

    def clean_old_password(self) -> str:
        try:
            login_limits.count_attempt(self._attempt)
        except login_limits.TooManyAttemptsError:
            raise ValidationError(TOO_MANY_ATTEMPTS) from None
        old_password: str = super().clean_old_password()
        login_limits.clear_attempts(self._attempt)
        return old_password


def attempt_of(request: HttpRequest | None, username: str) -> login_limits.Attempt:
    """An attempt with this name's password, by whoever sent the request."""
    if request is None:
        return login_limits.Attempt(username, "")
    device = device_of(request, username)
    return login_limits.Attempt(username, client_address(request), device)


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["first_name", "last_name", "email"]


class TokenForm(forms.Form):
    """A token owned by `owner`, with scopes that the owner's role allows."""

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
        choices = [(str(scope), MEANINGS[scope]) for scope in TokenScope if scope in allowed]
        cast(forms.MultipleChoiceField, self.fields["scopes"]).choices = choices

    def clean_expires(self) -> datetime | None:
        day = self.cleaned_data["expires"]
        if day is None:
            return None
        # The last second of the day: midnight after the maximum date doesn't exist.
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))

    def chosen_scopes(self) -> set[TokenScope]:
        return {TokenScope(scope) for scope in self.cleaned_data["scopes"]}


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
