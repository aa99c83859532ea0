"""One table and one plot of the measured figures."""

from collections.abc import Mapping
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any

MARKS = ("<!-- measured -->", "<!-- /measured -->")
PAGE_SIZE = 100
OTHERS = {"dj-stripe, products", "dj-stripe, coupons", "write limit", "read by fetchers"}
FETCHERS = 8
SPEEDS = (
    ("dj-stripe, products", "dj-stripe, products"),
    ("dj-stripe, coupons", "dj-stripe, coupons"),
    ("write limit", "driver's upsert"),
    ("first pass", "first pass"),
    ("read by fetchers", "fetch and parse"),
    ("unchanged", "pass, unchanged"),
    ("one added", "pass, one added"),
    ("first deleted", "pass, first deleted"),
    ("rebuild", "rebuild"),
)

Results = Mapping[str, Any]


def seconds(results: Results, name: str) -> float:
    """Seconds of one measure, the median of the rounds; 0 where it was not measured."""
    took = [
        measure["seconds"]
        for measures in results["rounds"]
        for measure in measures
        if measure["name"] == name
    ]
    return median(took) if took else 0.0


def rate(results: Results, name: str) -> float:
    """Objects a second."""
    took = seconds(results, name)
    objects = results["files"]
    for measures in results["rounds"]:
        objects = next(
            (measure.get("objects", objects) for measure in measures if measure["name"] == name),
            objects,
        )
    return objects / took if took else 0.0


def lines(results_by_database: Results) -> dict[str, dict[str, str]]:
    """What is measured, its goal, and the figure on each database."""
    figures_by_label: dict[str, dict[str, str]] = {}

    def put(label: str, goal: str, database: str, figure: str) -> None:
        figures_by_label.setdefault(label, {"goal": goal})[database] = figure

    for database, results in results_by_database.items():
        if "speed" in results:
            for row in speed_lines(results["speed"]):
                put(row[0], row[1], database, row[2])
        for delay, measured in results.get("latency", {}).items():
            ideal = float(delay) * (1 + ceil((measured["pages"] - 1) / FETCHERS))
            took = median(
                measure["seconds"] for measures in measured["rounds"] for measure in measures
            )
            label = f"answers of {float(delay) * 1000:.0f} ms, {FETCHERS} at once, of ideal"
            put(label, "≥ 0.93", database, f"{ideal / took:.2f}")
        for files, measured in results.get("memory", {}).items():
            grown = max(measure["grown"] for measure in measured)
            label = f"worker over idle, {int(files):,} files"
            put(label, "≤ 40 MB", database, f"{grown:.0f} MB")
        for measure in results.get("writes", {}).get("said", []):
            figure = f"{measure['p95']:.0f} ms of {measure['writes']:,}, {measure['failed']} failed"
            put(f"web writes {measure['name']}, p95", "≤ 100 ms", database, figure)
            put(
                f"web writes {measure['name']}, longest", "", database, f"{measure['worst']:.0f} ms"
            )
        if "results" in results:
            measures = {measure["name"]: measure for measure in results["results"]}
            label = f"worker over idle, {measures['results']['kept']:,} results"
            put(label, "≤ 40 MB", database, f"{measures['memory']['grown']:.0f} MB")
            put("ids a request, at most", "≤ 10", database, str(measures["ids"]["most"]))
    return figures_by_label


def speed_lines(speed: Results) -> list[tuple[str, str, str]]:
    read, write = seconds(speed, "read by fetchers"), seconds(speed, "write limit")
    first, last = seconds(speed, "first pass"), speed["rounds"][-1]
    pages = ceil(speed["files"] / PAGE_SIZE)
    queries = {measure["name"]: measure.get("queries", 0) for measure in last}
    requests = {measure["name"]: measure.get("requests", 0) for measure in last}
    compared = [("first pass, of the driver's upsert", "≥ 0.6", f"{write / first:.2f}")]
    if late := seconds(speed, "write limit, late indexes"):
        label = "first pass, of the driver's upsert without late indexes, and building them"
        compared.append((label, "≥ 0.6", f"{late / first:.2f}"))
    for objects in ("products", "coupons"):
        peer = rate(speed, f"dj-stripe, {objects}")
        figure = f"{rate(speed, 'first pass') / peer:.0f} ×" if peer else "not run"
        compared.append((f"first pass, of dj-stripe 2.11, {objects}", "≥ 50 ×", figure))
    alone = seconds(speed, "read alone")
    for name in ("unchanged", "one added", "first deleted"):
        took = seconds(speed, name)
        label = f"pass, {name}, of fetching and parsing"
        compared.append((f"{label} with as many fetchers", "≥ 0.7", f"{read / took:.2f}"))
        compared.append((f"{label} one page after another", "", f"{alone / took:.2f}"))
    return [
        *compared,
        ("queries a page, first pass", "≤ 4", f"{queries['first pass'] / pages:.2f}"),
        ("requests a page, first pass", "1", f"{requests['first pass'] / pages:.2f}"),
        ("the ledger's share of a first pass", "≤ 1 %", f"{seconds(speed, 'ledger') / first:.2%}"),
        ("rebuild, of the first pass", "≥ 0.5", f"{first / seconds(speed, 'rebuild'):.2f}"),
        ("one fsync", "", f"{seconds(speed, 'fsync') * 1e6:.0f} µs"),
    ]


def table(results_by_database: Results) -> str:
    databases = list(results_by_database)
    rows = [
        "| what | goal | " + " | ".join(databases) + " |",
        "|---" * (len(databases) + 2) + "|",
    ]
    for label, figures in lines(results_by_database).items():
        shown = [figures.get(database, "–") for database in databases]
        rows.append(f"| {label} | {figures['goal']} | " + " | ".join(shown) + " |")
    for database, results in results_by_database.items():
        if "speed" in results:
            files = f"{results['speed']['files']:,} files, {len(results['speed']['rounds'])} rounds"
            rows += [
                "",
                f"Objects a second, {database}, {files}:",
                "",
                *speed_table(results["speed"]),
            ]
    return "\n".join(rows)


def speed_table(speed: Results) -> list[str]:
    shown = [(label, rate(speed, name)) for name, label in SPEEDS]
    return [
        "| " + " | ".join(label for label, _ in shown) + " |",
        "|---" * len(shown) + "|",
        "| " + " | ".join(f"{value:,.0f}" if value else "–" for _, value in shown) + " |",
    ]


def write(results_by_database: Results, folder: Path) -> None:
    """Put the table between the marks of `limits.md`, and draw the plot beside it."""
    page = folder / "limits.md"
    before, _, tail = page.read_text().partition(MARKS[0])
    _, _, after = tail.partition(MARKS[1])
    page.write_text(f"{before}{MARKS[0]}\n{table(results_by_database)}\n{MARKS[1]}{after}")
    (folder / "limits.svg").write_text(plot(results_by_database))


def plot(results_by_database: Results) -> str:
    """Objects a second as bars, one group for each database."""
    left, width, height = 150, 720, 22
    shapes: list[str] = []
    top = 24
    for database, results in results_by_database.items():
        if "speed" not in results:
            continue
        values = [(name, label, rate(results["speed"], name)) for name, label in SPEEDS]
        most = max(value for _, _, value in values)
        shapes.append(f'<text x="8" y="{top}" font-weight="bold">{database}</text>')
        top += 10
        for name, label, value in values:
            long = (width - left - 90) * value / most
            middle = top + height * 0.7
            colour = "#868e96" if name in OTHERS else "#066fd1"
            shapes += [
                f'<text x="{left - 8}" y="{middle:.0f}" text-anchor="end">{label}</text>',
                f'<rect x="{left}" y="{top + 3}" width="{max(long, 1):.0f}" height="{height - 6}"'
                f' fill="{colour}"/>',
                f'<text x="{left + max(long, 1) + 6:.0f}" y="{middle:.0f}">{value:,.0f}</text>',
            ]
            top += height
        top += 34
    style = "font-family:system-ui,sans-serif;font-size:12px;background:#fff"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top - 10}"'
        f' style="{style}" role="img" aria-label="Objects a second">' + "".join(shapes) + "</svg>\n"
    )
