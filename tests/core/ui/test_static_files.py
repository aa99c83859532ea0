"""Every file that pages load exists, and only the named files of a package are served."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import Warning as Caution
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from pytest_django import Settings

from core.ui import icons, vendor

TEMPLATES = [*(Path(settings.BASE_DIR) / "templates").rglob("*.html")]
STATIC = re.compile(r"{% static '([^']+)' %}")


def test_every_static_file_of_the_templates_is_found() -> None:
    named = {name for path in TEMPLATES for name in STATIC.findall(path.read_text())}
    assert "css/portal.css" in named
    assert [name for name in sorted(named) if not finders.find(name)] == []


def test_only_the_named_files_of_a_package_are_served() -> None:
    assert finders.find("vendor/tabler.min.css")
    assert not finders.find("vendor/tabler.css")
    assert not finders.find("vendor/../package.json")
    assert not finders.find("tabler.min.css")


def test_all_references_between_static_files_resolve(tmp_path: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command(
        "collectstatic", interactive=False, verbosity=0, ignore=["admin", "rest_*", "drf*"]
    )
    (sheet,) = tmp_path.glob("css/portal.*.css")
    assert re.search(r'url\("\.\./vendor/tabler\.min\.[0-9a-f]{12}\.css"\)', sheet.read_text())


def test_packages_that_are_not_installed_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vendor, "PACKAGES", tmp_path)
    (caution,) = vendor.VendorFinder().check()
    assert isinstance(caution, Caution)
    assert "npm ci" in str(caution.hint)


def test_every_icon_that_templates_name_exists() -> None:
    names = {
        name
        for path in TEMPLATES
        for name in re.findall(r'{% icon "([^"]+)" %}|symbol="([^"]+)"', path.read_text())
        for name in name
        if name
    }
    assert len(names) > 20
    assert all("<path" in icons.icon(name) for name in names)


def test_an_icon_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ImproperlyConfigured, match="npm ci"):
        icons.icon("no-such-icon")
