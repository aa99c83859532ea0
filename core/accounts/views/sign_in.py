"""Signing in and out."""

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from core.accounts.audit import Actor, actor_of, record
from core.accounts.devices import remember_device
from core.accounts.forms import SignInForm, attempt_of
from core.accounts.http import client_address
from core.accounts.login_limits import is_first_refusal
from core.accounts.models import User


class SignInView(LoginView):
    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]
        response = super().form_valid(form)
        actor = actor_of(self.request)
        record(actor=actor, act="sign in", target=actor.name)
        remember_device(self.request, response, actor.name)
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]
        _record_refusal(self.request, form)
        response = super().form_invalid(form)
        response.status_code = 429 if form.throttled else 422
        return response


class SignOutView(LogoutView):
    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:  # type: ignore[override]
        actor = actor_of(request)
        response = super().post(request, *args, **kwargs)
        record(actor=actor, act="sign out", target=actor.name)
        return response


def _record_refusal(request: HttpRequest, form: SignInForm) -> None:
    username = form.cleaned_data.get("username", "")
    # Only existing names are recorded: people type passwords into the wrong field.
    person = User.objects.filter(username=username).first() if username else None
    # Attempts refused without a check would flood the audit trail.
    if person is None or (form.throttled and not is_first_refusal(attempt_of(request, username))):
        return
    actor = Actor("nobody", address=client_address(request))
    record(actor=actor, act="refuse sign-in", target=person.username)
