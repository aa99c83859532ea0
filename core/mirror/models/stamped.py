"""Rows by the moment with which they are stamped."""

from datetime import datetime
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from core.mirror import clock

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class StampedQuerySet(models.QuerySet[M_co]):
    def stamped_before(
        self, moment: datetime, *, field: str = "fetched_at", inclusive: bool = False
    ) -> Self:
        """Rows stamped before `moment`, or at it when `inclusive`.

        A row stamped in the future (the clock was set back) counts as older.
        """
        older = Q(**{f"{field}__{'lte' if inclusive else 'lt'}": moment})
        return self.filter(older | Q(**{f"{field}__gt": clock.latest_stamp()}))

    def stamped_after(self, moment: datetime, *, field: str = "fetched_at") -> Self:
        """Rows stamped after `moment`, without those that are stamped in the future."""
        return self.filter(**{f"{field}__gt": moment, f"{field}__lte": clock.latest_stamp()})
