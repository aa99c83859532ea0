"""The audit trail, for admins."""

import json

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.models import AuditEntry
from core.accounts.roles import Role, role_required
from core.ui import formats
from core.ui.formats import clipped
from core.ui.lists import Column, EmptyState, ListPage, field_filter, search_in, values_by_index


def _link(entry: AuditEntry) -> SafeString:
    address = reverse("accounts:audit_entry", args=[entry.pk])
    return format_html('<a href="{}">{}</a>', address, entry.act)


def _detail(entry: AuditEntry) -> str:
    return ", ".join(f"{name}: {_plain(value)}" for name, value in entry.detail.items())


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


LIST = ListPage[AuditEntry](
    name="audit",
    singular="entry",
    plural="entries",
    columns=(
        Column(key="act", label="Act", narrow="title", cell=_link),
        Column(key="target", label="On", cell=lambda entry: clipped(entry.target)),
        Column(key="actor_name", label="By", cell=lambda entry: clipped(entry.actor_name)),
        Column(
            key="detail",
            label="Detail",
            narrow="off",
            cell=lambda entry: clipped(_detail(entry)),
            value=_detail,
        ),
        Column(
            key="address", label="From", cell=lambda entry: entry.address or formats.EMPTY_VALUE
        ),
        Column(
            key="at",
            label="When",
            narrow="aside",
            sort="at",
            cell=lambda entry: formats.ago(entry.at),
        ),
    ),
    order="-at",
    empty=EmptyState(
        icon="history",
        title="Nothing yet",
        text="Each act that changes something is written here, with who did it and from where.",
    ),
    filters=(
        field_filter("act", "Act", values_by_index(AuditEntry.objects.all, "act")),
        field_filter(
            "by", "By", values_by_index(AuditEntry.objects.all, "actor_name"), "actor_name"
        ),
    ),
    search=search_in("target", "actor_name", "address"),
    search_label="Search by target, person or address",
)


@require_safe
@role_required(Role.ADMIN)
def audit_list(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    return LIST.respond(request, AuditEntry.objects.all(), "accounts/audit.html")


@require_safe
@role_required(Role.ADMIN)
def audit_entry(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(AuditEntry.objects.select_related("user", "token"), pk=pk)
    detail = [(name, _plain(value)) for name, value in entry.detail.items()]
    return render(request, "accounts/audit_entry.html", {"entry": entry, "detail": detail})
