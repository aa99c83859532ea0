"""The pages of `docs/` in which the benchmarks keep their figures."""


def replace_figures(page: str, name: str, figures: str) -> str:
    """The page, with these figures between the two marks of this name."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, _, tail = page.partition(begin)
    _, _, after = tail.partition(end)
    return f"{before}{begin}\n\n{figures.strip()}\n\n{end}{after}"


def figures_of(page: str, name: str) -> str:
    """The figures between the two marks of this name; "" where the page has none."""
    _, _, tail = page.partition(f"<!-- {name} -->")
    figures, end, _ = tail.partition(f"<!-- /{name} -->")
    return figures.strip() if end else ""
