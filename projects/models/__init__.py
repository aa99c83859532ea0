"""Base projects, and the histories that the portal keeps of them."""

from projects.models.histories import BucketHealth, DayCount
from projects.models.mirrored import Project, ProjectBucket, ProjectQuerySet, ServiceType

__all__ = [
    "BucketHealth",
    "DayCount",
    "Project",
    "ProjectBucket",
    "ProjectQuerySet",
    "ServiceType",
]
