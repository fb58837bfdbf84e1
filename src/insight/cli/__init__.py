"""The command line: one file per command."""

import click

from insight.cli.audit import audit
from insight.cli.backup import backup
from insight.cli.erase import erase
from insight.cli.import_files import import_files
from insight.cli.metrics import metrics
from insight.cli.people import people
from insight.cli.restore import restore
from insight.cli.returners import returners
from insight.cli.review import review
from insight.cli.run import run
from insight.cli.sample import sample
from insight.cli.template import template
from insight.settings import SettingError, require_settings


@click.group()
def main() -> None:
    """See why customers leave, how well they are let go, and who comes back."""
    try:
        require_settings()
    except SettingError as error:
        raise click.UsageError(str(error)) from None


for command in (
    run, sample, template, import_files, metrics, people, audit, backup, restore, review, returners, erase,
):  # fmt: skip
    main.add_command(command)
