"""People's own profile and password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core.accounts.audit import actor_of, record
from core.accounts.forms import PasswordForm, ProfileForm
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.roles import role_of, role_required


@require_http_methods(["GET", "POST"])
@role_required(None)
def profile(request: AuthenticatedHttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your profile is saved.")
        return redirect("accounts:profile")
    status = 422 if form.errors else 200
    context = {"form": form, "role": role_of(request.user)}
    return render(request, "accounts/profile.html", context, status=status)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@role_required(None)
def password(request: AuthenticatedHttpRequest) -> HttpResponse:
    form = PasswordForm(request)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, request.user)
        record(actor=actor_of(request), act="change password", target=request.user.username)
        messages.success(request, "Your password is changed. Other sessions of yours have ended.")
        return redirect("accounts:profile")
    status = 422 if form.errors else 200
    return render(request, "accounts/password.html", {"form": form}, status=status)
