"""Shares with their 95 % intervals (Clopper and Pearson's, which never promises too much)."""

from dataclasses import dataclass

from scipy.stats import beta


@dataclass(frozen=True)
class Share:
    hits: int
    of: int

    @property
    def percent(self) -> float:
        return 100 * self.hits / self.of if self.of else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        if not self.of:
            return 0.0, 100.0
        low = beta.ppf(0.025, self.hits, self.of - self.hits + 1) if self.hits else 0.0
        high = beta.ppf(0.975, self.hits + 1, self.of - self.hits) if self.hits < self.of else 1.0
        return 100 * float(low), 100 * float(high)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.percent:.1f} ({low:.1f}–{high:.1f})"
