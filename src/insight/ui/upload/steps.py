"""The upload page's parts in order: drop, one card per file, then the import."""

from collections.abc import Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from insight.intake.asking.customers import with_dropped
from insight.intake.asking.one_list import listed_together
from insight.intake.drop import MappedFile
from insight.intake.encodings import is_unproven
from insight.intake.plan import NO_PROFILE
from insight.intake.questions import Stored, open_questions
from insight.intake.reason_mapping import unmapped_words
from insight.intake.templates import template
from insight.schema import TABLES, required_columns
from insight.ui.handing_out import download_button
from insight.ui.loads import store_state
from insight.ui.upload.check import reviewed_files, show_check
from insight.ui.upload.importing import cancel_button, import_bar, waiting_bar
from insight.ui.upload.keeping import ask_name, keepables
from insight.ui.upload.known import known_before
from insight.ui.upload.mapping import edit_mapping
from insight.ui.upload.pending import (
    Dropped,
    PendingFile,
    UnreadFile,
    drop_zone_key,
    pending_files,
)
from insight.ui.upload.profiles import choose_profile, profile_words
from insight.ui.upload.reading import choose_encoding, choose_sheets
from insight.ui.upload.sources import fetched_files
from insight.ui.upload.table_choice import (
    ask_for_table,
    choose_table,
    show_first_rows,
)

_USUAL = ("accounts", "exits", "win_backs", "subscriptions", "offboarding")


def drop_zone() -> list[Dropped]:
    """The files somebody dropped or fetched, read and with a mapping proposed."""
    uploaded = st.file_uploader(
        "Drop one or several files: CSV or other delimited text, Excel, also zipped",
        accept_multiple_files=True,
        key=drop_zone_key(),
    )
    return pending_files([*uploaded, *fetched_files()])


def what_to_bring() -> None:
    """The files that fill the pages, and what each must say."""
    st.markdown(
        "Three files are enough: **accounts**, **exits** with their reasons and "
        "**win_backs**. Columns may have any name and order; you see how they are "
        "understood before anything is stored."
    )
    with st.expander("What each file says"):
        st.caption(
            "An example has the header and two rows. Put your rows in their place, and "
            "delete the columns that you do not fill."
        )
        usual = [name for name in TABLES if name in _USUAL]
        rest = [name for name in TABLES if name not in _USUAL]
        for name in (*usual, *rest):
            _described(name)


def _described(table: str) -> None:
    """What a table holds and needs, with an example file of it to download."""
    described = (TABLES[table].__doc__ or "").splitlines()[0]
    needed = ", ".join(f"`{column}`" for column in required_columns(table))
    said, example = st.columns([7, 1], vertical_alignment="center")
    with said:
        st.markdown(f"**{table}** – {described} Needs {needed}.")
    with example:
        download_button(
            "Example",
            partial(_example, table),
            file_name=f"{table}.csv",
            mime="text/csv",
            key=f"example {table}",
            subject=f"the example of {table}",
            help=f"{table}.csv, to fill",
            type="tertiary",
        )


def _example(table: str) -> bytes:
    return template(table).encode()


def review(dropped: Sequence[Dropped]) -> None:
    """A card per file, and under them the import of all that can be read."""
    _sheet_choices(dropped)
    cards = [(file, st.container(border=True)) for file in dropped]
    for file, card in cards:
        if isinstance(file, UnreadFile):
            _unread_card(file, card)
    readable = [(f, card) for f, card in cards if isinstance(f, PendingFile)]
    mapped = _all_mapped(readable)
    ready = [file for file in mapped if file is not None]
    unread = [file for file in dropped if isinstance(file, UnreadFile)]
    waiting = len(mapped) - len(ready) + sum(f.is_encoding_unknown for f in unread)
    if waiting:
        waiting_bar(waiting)
    elif not readable:
        cancel_button()
    else:
        _check_and_import(ready, readable)


def _sheet_choices(dropped: Sequence[Dropped]) -> None:
    """Each workbook once, whatever became of the sheets that were chosen of it."""
    files = {one.reading.file.file_id: one.reading.file for one in dropped}
    for file in files.values():
        choose_sheets(file)


def _check_and_import(
    ready: Sequence[MappedFile], readable: Sequence[tuple[PendingFile, DeltaGenerator]]
) -> None:
    held = store_state()
    cards = {file.file_id: card for file, card in readable}
    kept = keepables([file for file, _ in readable], ready)
    for one in kept:
        with cards[one.pending.file_id]:
            ask_name(one)
    reviewed = reviewed_files(ready, held)
    for outcome, (file, card) in zip(reviewed, readable, strict=True):
        with card:
            show_check(outcome, key=file.file_id)
    import_bar(reviewed, kept, held)


def _unread_card(file: UnreadFile, card: DeltaGenerator) -> None:
    with card:
        st.text(file.name)
        if not file.is_encoding_unknown:
            st.badge("Left out", color="red", icon=":material/error:")
            st.text(file.sentence)
            return
        st.badge("Needs an answer", color="orange", icon=":material/help:")
        st.text(file.sentence)
        choose_encoding(file.reading, None)


def _all_mapped(
    readable: Sequence[tuple[PendingFile, DeltaGenerator]],
) -> list[MappedFile | None]:
    """Each file with its mapping, accounts first: the others may name them."""
    mapped: dict[int, MappedFile | None] = {}
    known = known_before([file.text for file, _ in readable])
    in_order = sorted(
        enumerate(readable), key=lambda one: one[1][0].table != "accounts"
    )
    for place, (file, card) in in_order:
        ready = [one for one in mapped.values() if one is not None]
        parts = [mapped.get(at) or one.plan for at, (one, _) in enumerate(readable)]
        stored = listed_together(with_dropped(known, ready), parts, place)
        mapped[place] = _mapped(file, card, stored)
    return [mapped[place] for place in range(len(readable))]


def _mapped(
    file: PendingFile, card: DeltaGenerator, stored: Stored
) -> MappedFile | None:
    """The file with its mapping, or None while something is missing."""
    with card:
        table = _file_and_table(file)
        if file.is_first:
            show_first_rows(file)
        if is_unproven(file.text.encoding):
            choose_encoding(file.reading, file.text.encoding)
        if table is None:
            ask_for_table(file)
            return None
        mapping = edit_mapping(file, table, stored)
    is_open = open_questions(file.text, mapping, stored)
    if mapping.missing() or is_open or unmapped_words(file.text, mapping).height:
        return None
    return file.mapped(mapping)


def _file_and_table(file: PendingFile) -> str | None:
    """The heading of a card: which file, by which profile, and the table it fills."""
    st.text(file.text.name)
    profile, table = st.columns([1, 2], vertical_alignment="bottom")
    with profile:
        if file.is_first:
            choose_profile(
                file.reading, file.text, profile=file.profile, kept=file.kept
            )
        elif file.profile == NO_PROFILE:
            st.text("of the same file")
        else:
            st.text(f"by {profile_words(file.profile, file.text, file.kept)}")
    with table:
        return choose_table(file)
