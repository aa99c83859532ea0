"""What a person's browser sends from the identify page."""

from pathlib import Path

from projects.models import Project

URL = "/identify/"
HTMX = {"HX-Request": "true", "HX-Target": "result"}


def form_fields(project: Project, recording: Path, **more: object) -> dict[str, object]:
    return {"project": project.pk, "begin": "0", "length": "12", **more} | {
        "sample": recording.open("rb")
    }
