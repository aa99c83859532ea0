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

from accounts import people
from accounts.audit import actor_of
from accounts.forms import PersonForm, RoleForm
from accounts.models import ServiceToken, User
from accounts.requests import SignedInRequest
from accounts.roles import Role, requires, role_given_to
from ui import formats, states
from ui.lists import Column, Empty, Filter, ListPage, search_in


def _state(person: User) -> states.State:
    return states.ACTIVE if person.is_active else states.INACTIVE


def _role_words(person: User) -> str:
    role = role_given_to(person)
    return role.label if role else "None"


def _with_role(rows: QuerySet[User], chosen: list[str]) -> QuerySet[User]:
    return rows.filter(groups__name__in=chosen).distinct() if chosen else rows


LIST = ListPage[User](
    name="people",
    one="person",
    many="people",
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
        Column(key="role", label="Role", cell=_role_words, value=_role_words),
        Column(
            key="email",
            label="Email",
            sort="email",
            narrow="off",
            cell=lambda person: person.email or formats.NOTHING,
        ),
        Column(
            key="last_login",
            label="Last sign-in",
            cell=lambda person: formats.ago(person.last_login, "never"),
        ),
    ),
    order="username",
    empty=Empty(icon="user", title="Nobody yet", text="People who can sign in are listed here."),
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
@requires(Role.ADMIN)
def person_list(request: SignedInRequest) -> HttpResponseBase:
    return LIST.respond(request, User.objects.all(), "accounts/people.html")


@never_cache
@require_http_methods(["GET", "POST"])
@requires(Role.ADMIN)
def person_new(request: SignedInRequest) -> HttpResponse:
    """The first password is in this one answer and nowhere else."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = people.random_password()
        try:
            person = people.create_person(
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
@requires(Role.ADMIN)
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person; POST gives them a role."""
    found = get_object_or_404(User, pk=pk)
    held = role_given_to(found)
    form = RoleForm(request.POST or None, initial={"role": held.group if held else None})
    if request.method == "POST" and form.is_valid():
        role = form.chosen_role()
        try:
            people.set_role(actor=actor_of(request), person=found, role=role)
        except ValidationError as error:
            form.add_error("role", error)
        else:
            messages.success(request, f"{found.username} is now {role.label.lower()}.")
            return redirect("accounts:person", pk=found.pk)
    context = {
        "form": form,
        "person": found,
        "role": held,
        "state": _state(found),
        "live_tokens": ServiceToken.objects.filter(user=found, revoked_at=None).count(),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/person.html", context, status=status)


@require_POST
@requires(Role.ADMIN)
def person_deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    try:
        people.deactivate(actor=actor_of(request), person=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"{found.username} can't sign in any more.")
    return redirect("accounts:person", pk=found.pk)


@require_POST
@requires(Role.ADMIN)
def person_reactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    people.reactivate(actor=actor_of(request), person=found)
    messages.success(request, f"{found.username} can sign in again.")
    return redirect("accounts:person", pk=found.pk)


@never_cache
@require_POST
@requires(Role.ADMIN)
def person_reset_password(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    password = people.reset_password(actor=actor_of(request), person=found)
    return _show_password(request, found, password)


def _show_password(request: SignedInRequest, person: User, password: str) -> HttpResponse:
    context = {"person": person, "password": password}
    return render(request, "accounts/person_password.html", context)
