"""What Python writes of a page: escaped, and at the addresses that `reverse` gives."""

from uuid import UUID

import pytest
from django.urls import reverse, set_script_prefix
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from core.ui.markup import markup, row_address

FILE = UUID("5a0fb176-6dfb-405e-9fcf-6bbccae411d1")


@pytest.mark.parametrize(
    "value",
    [
        "<b>&'\" {0}", "夜", "", 7, 1.5, None, mark_safe("<b>"),
        gettext_lazy("Title"), format_html("<i>{}</i>", "<"),
    ],
)  # fmt: skip
def test_values_are_escaped_as_django_does(value: object) -> None:
    template = '<a title="{}">{}</a>'
    assert markup(template, value, value) == format_html(template, value, value)


def test_a_row_has_the_address_that_reverse_gives() -> None:
    for key in (7, 0, 10**17):
        assert row_address("buckets:file", 7, key) == reverse("buckets:file", args=[7, key])
    assert row_address("scanning:file", 8, FILE) == reverse("scanning:file", args=[8, FILE])


def test_an_address_begins_where_the_portal_is_served() -> None:
    plain = row_address("buckets:bucket", 7)
    set_script_prefix("/{portal}/")
    try:
        assert row_address("buckets:bucket", 7) == reverse("buckets:bucket", args=[7])
    finally:
        set_script_prefix("/")
    assert row_address("buckets:bucket", 7) == plain
