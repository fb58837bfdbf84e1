"""Rules of the house that a linter cannot say, checked on the syntax of every file."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "pages").rglob("*.py"))
SOURCES = sorted((ROOT / "src").rglob("*.py"))
CODE = [ROOT / "app.py", *PAGES, *SOURCES]

HOMES = {
    "streamlit": ("app.py", "pages/", "src/insight/entry/", "src/insight/ui/"),
    "plotly": ("src/insight/charts/",),
    "sqlalchemy": ("src/insight/store/", "src/insight/schema.py"),
    "alembic": ("src/insight/store/",),
    "pyspark": ("nowhere: store/lake.py loads it once somebody asks for Spark",),
}
CLOCKS = {"today", "now", "utcnow", "time", "time_ns"}
# Whatever goes wrong in one file is told by its name, and the others are written.
TELLS_EVERY_ERROR = "src/insight/metrics/writing.py"
MAY_READ_THE_CLOCK = ("src/insight/ui/", "src/insight/cli/", "src/insight/entry/")
DECLARATIONS = {"src/insight/schema.py", "src/insight/taxonomy.py"}
CACHES = {"cache_data", "cache_resource"}
HASHED_WRONGLY = re.compile(r"\b(DataFrame|LazyFrame|Series|Facts)\b")

Check = Callable[[ast.Module], list[str]]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def packages(module: ast.Module) -> set[str]:
    return {dotted.split(".")[0] for dotted in imported(module)}


def clock_calls(module: ast.Module) -> list[str]:
    return [
        ast.unparse(node)
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and ast.unparse(node.func.value).split(".")[-1]
        in {"date", "datetime", "dt", "time"}
    ]


def unsafe_html(module: ast.Module) -> list[str]:
    return [
        ast.unparse(node)
        for node in ast.walk(module)
        if isinstance(node, ast.keyword) and (node.arg or "").startswith("unsafe_allow")
    ]


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def frames_in_cache_keys(module: ast.Module) -> list[str]:
    return [
        f"{function.name}({argument.arg})"
        for function in functions(module)
        if any(
            cache in ast.unparse(d) for d in function.decorator_list for cache in CACHES
        )
        for argument in [*function.args.args, *function.args.kwonlyargs]
        if not argument.arg.startswith("_")
        and (
            argument.annotation is None
            or HASHED_WRONGLY.search(ast.unparse(argument.annotation))
        )
    ]


def swallowed_errors(module: ast.Module) -> list[str]:
    return [
        f"line {node.lineno}"
        for node in ast.walk(module)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or ast.unparse(node.type) in {"Exception", "BaseException"}
        )
    ]


def long_functions(module: ast.Module) -> list[str]:
    return [
        function.name
        for function in functions(module)
        if (function.end_lineno or 0) - without_docstring(function)[0].lineno >= 40
    ]


def without_docstring(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
) -> list[ast.stmt]:
    return function.body[bool(ast.get_docstring(function)) :] or function.body


def first_action(module: ast.Module) -> str:
    names = (ast.Import, ast.ImportFrom, ast.Assign)
    actions = (
        ast.unparse(node)
        for node in module.body
        if not isinstance(node, names)
        or any(isinstance(n, ast.Call) for n in ast.walk(node))
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    )
    return next(actions, "")


def outside(paths: Iterable[Path], homes: tuple[str, ...]) -> list[Path]:
    return [path for path in paths if not name(path).startswith(homes)]


@pytest.mark.parametrize("package", HOMES)
def test_a_package_is_imported_only_where_it_is_at_home(package: str) -> None:
    strangers = outside(CODE, HOMES[package])

    found = [name(path) for path in strangers if package in packages(tree(path))]

    assert found == []


def test_nothing_imports_plotly_express() -> None:
    found = [
        name(path)
        for path in CODE
        if "plotly.express" in " ".join(imported(tree(path)))
    ]

    assert found == []


def test_the_app_imports_nothing_that_only_development_installs() -> None:
    lock = (ROOT / ".lock" / "runtime.txt").read_text(encoding="utf-8")
    pinned = {line.split("==")[0] for line in lock.splitlines() if "==" in line}
    owners = packages_distributions()

    used = {package for path in CODE for package in packages(tree(path))} - {"insight"}
    installed = {owners[package][0].lower() for package in used if package in owners}

    assert installed - pinned == set()


@pytest.mark.parametrize("check", [unsafe_html, frames_in_cache_keys, swallowed_errors])
def test_no_file_breaks_a_rule(check: Check) -> None:
    told = {TELLS_EVERY_ERROR} if check is swallowed_errors else set()
    found = {name(path): check(tree(path)) for path in CODE if name(path) not in told}

    assert {path: broken for path, broken in found.items() if broken} == {}


def test_files_and_functions_stay_short() -> None:
    logic = [path for path in CODE if name(path) not in DECLARATIONS]

    functions = {name(path): long_functions(tree(path)) for path in logic}
    lines = {name(path): path.read_text(encoding="utf-8").count("\n") for path in logic}

    assert {path: long for path, long in functions.items() if long} == {}
    assert {path: count for path, count in lines.items() if count > 250} == {}


def test_nothing_below_ui_reads_the_clock() -> None:
    timeless = outside(SOURCES, MAY_READ_THE_CLOCK)

    found = {name(path): clock_calls(tree(path)) for path in timeless}

    assert {path: calls for path, calls in found.items() if calls} == {}


def test_every_page_asks_for_a_role_first() -> None:
    first = {name(path): first_action(tree(path)) for path in PAGES}

    assert {
        path for path, said in first.items() if not said.startswith("require(")
    } == set()


@pytest.mark.parametrize(
    ("check", "source"),
    [
        (clock_calls, "import datetime as dt\ndt.date.today()"),
        (clock_calls, "from datetime import datetime\ndatetime.now(UTC)"),
        (unsafe_html, "st.markdown(text, unsafe_allow_html=True)"),
        (frames_in_cache_keys, "@st.cache_data\ndef count(rows: pl.DataFrame): ..."),
        (
            frames_in_cache_keys,
            "@st.cache_data(ttl=1)\ndef count(*, rows: dict[str, pl.Series]): ...",
        ),
        (swallowed_errors, "try:\n    f()\nexcept Exception:\n    pass"),
        (long_functions, "def f():\n" + "    g()\n" * 41),
    ],
)
def test_a_rule_notices_what_it_forbids(check: Check, source: str) -> None:
    assert len(check(ast.parse(source))) == 1


def test_a_rule_leaves_good_code_alone() -> None:
    good = ast.parse(
        "@st.cache_data\ndef count(version: int, _rows: pl.DataFrame): ..."
    )

    assert frames_in_cache_keys(good) == []
