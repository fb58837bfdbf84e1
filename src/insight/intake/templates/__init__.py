"""An example file for each table: a header with our columns, and two rows."""

from importlib.resources import files


def template(table: str) -> str:
    """The example of a table as CSV text; its rows refer to those of the others."""
    return files(__name__).joinpath(f"{table}.csv").read_text("utf-8")
