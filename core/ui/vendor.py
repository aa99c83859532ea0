"""The files of npm packages that the pages use, served as static files under `vendor/`.

Each file is listed here: whole packages would make `collectstatic` copy thousands of unused files.
A source map is listed where a file refers to it, because the manifest storage requires it.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.checks import Warning as Caution
from django.core.files.storage import FileSystemStorage

PREFIX = "vendor/"
PACKAGES = Path(settings.BASE_DIR) / "node_modules"

_INTER = "@fontsource-variable/inter/files/inter-{}-wght-normal.woff2"
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.css.map": "@tabler/core/dist/css/tabler.min.css.map",
    "tus.min.js": "tus-js-client/dist/tus.min.js",
    "tus.min.js.map": "tus-js-client/dist/tus.min.js.map",
    **{
        f"inter-{script}.woff2": _INTER.format(script)
        for script in ("latin", "latin-ext", "cyrillic", "greek", "vietnamese")
    },
}


class _PackageFile(FileSystemStorage):
    """One file of a package, under the name it is served by."""

    prefix = PREFIX.rstrip("/")

    def path(self, name: str) -> str:
        return str(PACKAGES / FILES[name])


class VendorFinder(BaseFinder):
    """Finds exactly the files of `FILES`."""

    def check(self, **kwargs: object) -> list[CheckMessage]:
        missing = sorted(source for source in FILES.values() if not (PACKAGES / source).is_file())
        if not missing:
            return []
        return [
            Caution(
                f"Front-end packages are not installed: {missing[0]} and {len(missing) - 1} more.",
                hint="Run: npm ci --ignore-scripts",
                id="ui.W001",
            )
        ]

    # Django's finders return an empty list when nothing is found, other than their stubs say.
    def find(  # type: ignore[override]
        self, path: str, find_all: bool = False, **kwargs: object
    ) -> str | list[str]:
        source = FILES.get(path.removeprefix(PREFIX)) if path.startswith(PREFIX) else None
        paths = [str(PACKAGES / source)] if source and (PACKAGES / source).is_file() else []
        if find_all:
            return paths
        return paths[0] if paths else []

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        storage = _PackageFile(location=PACKAGES)
        for name in FILES:
            yield name, storage
