"""The figures as tables."""

from benchmarks.start.measure import Figures

MANY_FILES = 100_000


def report(figures: Figures, files: int) -> str:
    """Markdown: what was measured beside its goal, then each process."""
    goal = 10 if files >= MANY_FILES else 5
    lines = ["| what | goal | measured |", "|---|---|---|"]
    if figures.first_ready is not None:
        lines.append(f"| first start, ready | ≤ 15 s | {figures.first_ready:.1f} s |")
    if figures.demo_complete is not None:
        lines.append(f"| first start, demo account complete | | {figures.demo_complete:.0f} s |")
    lines += [
        f"| second start, ready | ≤ {goal} s | {figures.second_ready:.1f} s |",
        f"| second start, overview shown | ≤ {goal} s | {figures.second_shown:.1f} s |",
        f"| memory of all processes | ≤ 450 MB | {figures.memory:.0f} MB |",
        f"| idle, of a core | ≤ 1 % | {figures.cpu:.2f} % |",
        "",
        "| process | memory (PSS), MB | idle, % of a core |",
        "|---|---|---|",
    ]
    lines += [f"| {one.name} | {one.memory:.1f} | {one.cpu:.2f} |" for one in figures.processes]
    return "\n".join(lines)
