"""The command line: run the app, make sample data, compute the numbers as files."""

import click


@click.group()
def main() -> None:
    """See why customers leave, how well they are let go, and who comes back."""
