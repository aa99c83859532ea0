"""People and their roles, for admins."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts import services
from core.accounts.audit import actor_of
from core.accounts.forms import PersonForm, RoleForm
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.models import ServiceToken, User
from core.accounts.roles import Role, assigned_role, role_required
from core.ui import formats, states
from core.ui.lists import Column, EmptyState, Filter, ListPage, search_in


def _state(person: User) -> states.StateBadge:
    return states.ACTIVE if person.is_active else states.INACTIVE


def _role_label(person: User) -> str:
    role = assigned_role(person)
    return role.label if role else "None"


def _with_role(rows: QuerySet[User], chosen: list[str]) -> QuerySet[User]:
    return rows.filter(groups__name__in=chosen).distinct() if chosen else rows


LIST = ListPage[User](
    name="people",
    singular="person",
    plural="people",
    columns=(
        Column(
            key="username",
            label="Name",
            narrow="title",
            sort="username",
            cell=lambda person: format_html(
                '<a href="{}">{}</a>',
                reverse("accounts:person", args=[person.pk]),
                person.username,
            ),
        ),
        Column(
            key="is_active",
            label="State",
            narrow="aside",
            cell=lambda person: _state(person).badge(),
        ),
        Column(key="role", label="Role", cell=_role_label, value=_role_label),
        Column(
            key="email",
            label="Email",
            sort="email",
            narrow="off",
            cell=lambda person: person.email or formats.EMPTY_VALUE,
        ),
        Column(
            key="last_login",
            label="Last sign-in",
            cell=lambda person: formats.ago(person.last_login, "never"),
        ),
    ),
    order="username",
    empty=EmptyState(
        icon="user", title="Nobody yet", text="People who can sign in are listed here."
    ),
    filters=(
        Filter(
            name="role",
            label="Role",
            choices=lambda: [(role.group, role.label) for role in Role],
            apply=_with_role,
        ),
    ),
    search=search_in("username", "first_name", "last_name", "email"),
    search_label="Search by name or email",
)


@require_safe
@role_required(Role.ADMIN)
def person_list(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    return LIST.respond(request, User.objects.all(), "accounts/people.html")


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.ADMIN)
def person_new(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The first password is shown in this one response only."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = services.random_password()
        try:
            person = services.create_person(
                actor=actor_of(request),
                username=form.cleaned_data["username"],
                email=form.cleaned_data["email"],
                role=form.chosen_role(),
                password=password,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _show_password(request, person, password)
    status = 422 if form.errors else 200
    return render(request, "accounts/person_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@role_required(Role.ADMIN)
def person(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """One person; POST assigns a role."""
    user = get_object_or_404(User, pk=pk)
    current_role = assigned_role(user)
    form = RoleForm(
        request.POST or None, initial={"role": current_role.group if current_role else None}
    )
    if request.method == "POST" and form.is_valid():
        role = form.chosen_role()
        try:
            services.set_role(actor=actor_of(request), person=user, role=role)
        except ValidationError as error:
            form.add_error("role", error)
        else:
            messages.success(request, f"{user.username} is now {role.label.lower()}.")
            return redirect("accounts:person", pk=user.pk)
    context = {
        "form": form,
        "person": user,
        "role": current_role,
        "state": _state(user),
        "live_tokens": ServiceToken.objects.filter(user=user, revoked_at=None).count(),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/person.html", context, status=status)


@require_POST
@role_required(Role.ADMIN)
def person_deactivate(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    try:
        services.deactivate_person(actor=actor_of(request), person=user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"{user.username} can't sign in any more.")
    return redirect("accounts:person", pk=user.pk)


@require_POST
@role_required(Role.ADMIN)
def person_reactivate(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    services.reactivate_person(actor=actor_of(request), person=user)
    messages.success(request, f"{user.username} can sign in again.")
    return redirect("accounts:person", pk=user.pk)


@never_cache
@require_POST
@role_required(Role.ADMIN)
def person_reset_password(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    password = services.reset_password(actor=actor_of(request), person=user)
    return _show_password(request, user, password)


def _show_password(request: AuthenticatedHttpRequest, person: User, password: str) -> HttpResponse:
    context = {"person": person, "password": password}
    return render(request, "accounts/person_password.html", context)
