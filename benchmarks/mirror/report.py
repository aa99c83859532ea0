"""One table and one plot out of what the measures said."""

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
    """Seconds of one measure, the median of the rounds; 0 where it was not taken."""
    took = [one["seconds"] for done in results["rounds"] for one in done if one["name"] == name]
    return median(took) if took else 0.0


def rate(results: Results, name: str) -> float:
    """Objects a second."""
    took = seconds(results, name)
    objects = results["files"]
    for done in results["rounds"]:
        objects = next(
            (one.get("objects", objects) for one in done if one["name"] == name), objects
        )
    return objects / took if took else 0.0


def lines(kept: Results) -> dict[str, dict[str, str]]:
    """What is measured, its goal, and the figure on each database."""
    found: dict[str, dict[str, str]] = {}

    def put(what: str, goal: str, database: str, figure: str) -> None:
        found.setdefault(what, {"goal": goal})[database] = figure

    for database, results in kept.items():
        if "speed" in results:
            for row in speed_lines(results["speed"]):
                put(row[0], row[1], database, row[2])
        for delay, measured in results.get("latency", {}).items():
            ideal = float(delay) * (1 + ceil((measured["pages"] - 1) / FETCHERS))
            took = median(one["seconds"] for done in measured["rounds"] for one in done)
            what = f"answers of {float(delay) * 1000:.0f} ms, {FETCHERS} at once, of ideal"
            put(what, "≥ 0.93", database, f"{ideal / took:.2f}")
        for files, measured in results.get("memory", {}).items():
            grown = max(one["grown"] for one in measured)
            what = f"worker over idle, {int(files):,} files"
            put(what, "≤ 40 MB", database, f"{grown:.0f} MB")
        for one in results.get("writes", {}).get("said", []):
            figure = f"{one['p95']:.0f} ms of {one['writes']:,}, {one['failed']} failed"
            put(f"web writes {one['name']}, p95", "≤ 100 ms", database, figure)
        if "results" in results:
            said = {one["name"]: one for one in results["results"]}
            what = f"worker over idle, {said['results']['kept']:,} results"
            put(what, "≤ 40 MB", database, f"{said['memory']['grown']:.0f} MB")
            put("ids a request, at most", "≤ 10", database, str(said["ids"]["most"]))
    return found


def speed_lines(speed: Results) -> list[tuple[str, str, str]]:
    read, write = seconds(speed, "read by fetchers"), seconds(speed, "write limit")
    first, last = seconds(speed, "first pass"), speed["rounds"][-1]
    pages = ceil(speed["files"] / PAGE_SIZE)
    queries = {one["name"]: one.get("queries", 0) for one in last}
    requests = {one["name"]: one.get("requests", 0) for one in last}
    compared = [("first pass, of the driver's upsert", "≥ 0.6", f"{write / first:.2f}")]
    for what in ("products", "coupons"):
        peer = rate(speed, f"dj-stripe, {what}")
        figure = f"{rate(speed, 'first pass') / peer:.0f} ×" if peer else "not run"
        compared.append((f"first pass, of dj-stripe 2.11, {what}", "≥ 50 ×", figure))
    alone = seconds(speed, "read alone")
    for name in ("unchanged", "one added", "first deleted"):
        took = seconds(speed, name)
        what = f"pass, {name}, of fetching and parsing"
        compared.append((f"{what} with as many fetchers", "≥ 0.7", f"{read / took:.2f}"))
        compared.append((f"{what} one page after another", "", f"{alone / took:.2f}"))
    return [
        *compared,
        ("queries a page, first pass", "≤ 4", f"{queries['first pass'] / pages:.2f}"),
        ("requests a page, first pass", "1", f"{requests['first pass'] / pages:.2f}"),
        ("the ledger's share of a first pass", "≤ 1 %", f"{seconds(speed, 'ledger') / first:.2%}"),
        ("rebuild, of the first pass", "≥ 0.5", f"{first / seconds(speed, 'rebuild'):.2f}"),
        ("one fsync", "", f"{seconds(speed, 'fsync') * 1e6:.0f} µs"),
    ]


def table(kept: Results) -> str:
    databases = list(kept)
    rows = [
        "| what | goal | " + " | ".join(databases) + " |",
        "|---" * (len(databases) + 2) + "|",
    ]
    for what, figures in lines(kept).items():
        shown = [figures.get(database, "–") for database in databases]
        rows.append(f"| {what} | {figures['goal']} | " + " | ".join(shown) + " |")
    for database, results in kept.items():
        if "speed" in results:
            files = f"{results['speed']['files']:,} files, {len(results['speed']['rounds'])} rounds"
            rows += ["", f"Objects a second, {database}, {files}:", "", *speeds(results["speed"])]
    return "\n".join(rows)


def speeds(speed: Results) -> list[str]:
    shown = [(label, rate(speed, name)) for name, label in SPEEDS]
    return [
        "| " + " | ".join(label for label, _ in shown) + " |",
        "|---" * len(shown) + "|",
        "| " + " | ".join(f"{value:,.0f}" if value else "–" for _, value in shown) + " |",
    ]


def write(kept: Results, folder: Path) -> None:
    """Put the table between the marks of `limits.md`, and draw the plot beside it."""
    page = folder / "limits.md"
    before, _, rest = page.read_text().partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    page.write_text(f"{before}{MARKS[0]}\n{table(kept)}\n{MARKS[1]}{after}")
    (folder / "limits.svg").write_text(plot(kept))


def plot(kept: Results) -> str:
    """Objects a second as bars, one group for each database."""
    left, width, height = 150, 720, 22
    shapes: list[str] = []
    top = 24
    for database, results in kept.items():
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
