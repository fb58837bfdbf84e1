"""The profile a dropped file is mapped by: recognised, saved, another one, or none."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from insight.intake.filling import fits_header, recognised
from insight.intake.mapped_file import MappedFile
from insight.intake.mapping import header_shape
from insight.intake.plan import NO_PROFILE, planned
from insight.intake.profiles import PROFILES
from insight.intake.text_table import TextTable
from insight.store.mappings import KeptMapping
from insight.ui.upload.reading import Reading

Kept = Mapping[str, KeptMapping]
_UNNAMED = "As last time"


def proposed_profile(text: TextTable, kept: Kept) -> str:
    """What is taken without a question: the saved profile of the header, else the export it is.

    A profile is called by its name where it is built in, by the header's shape where it
    is saved.
    """
    shape = header_shape(text)
    if shape in kept:
        return shape
    export = recognised(text)
    return export.name if export else NO_PROFILE


def planned_by(
    profile: str, text: TextTable, *, kept: Kept, table: str | None
) -> tuple[MappedFile, ...]:
    """The tables a file fills by a profile, built in, saved, or none.

    Raises:
        UnknownTableError: No table is given and none fits.
    """
    saved = kept.get(profile)
    if saved is None:
        return planned(text, table=table, profile=profile)
    files = planned(text, table=table, kept=saved.mapping)
    return tuple(replace(f, profile=f.profile or saved.name) for f in files)


def chosen_profile(reading: Reading) -> str | None:
    """What a person chose for a file; None before the choice was shown."""
    chosen: str | None = st.session_state.get(_key(reading))
    return chosen


def choose_profile(
    reading: Reading, text: TextTable, *, profile: str, kept: Kept
) -> None:
    """The profile a file is mapped by, to be turned off or swapped."""
    options = _options(text, kept)
    st.selectbox(
        "Profile",
        options,
        index=options.index(profile),
        format_func=lambda option: profile_words(option, text, kept),
        key=_key(reading),
        help="A profile says how the columns of an export fill our tables. Without one, "
        "columns are matched by their names and contents.",
    )


def profile_words(option: str, text: TextTable, kept: Kept) -> str:
    """A profile as people choose it."""
    if option == NO_PROFILE:
        return "No profile"
    if saved := kept.get(option):
        by = f", saved by {saved.by}" if saved.by else ""
        return f"{saved.name or _UNNAMED}{by}"
    is_it = fits_header(text, PROFILES[option])
    return f"{option}, recognised" if is_it else option


def _options(text: TextTable, kept: Kept) -> list[str]:
    """Those of this file's header, none, then all others."""
    own = [shape for shape in kept if shape == header_shape(text)]
    fitting = [n for n, export in PROFILES.items() if fits_header(text, export)]
    first = [*own, *fitting, NO_PROFILE]
    return [*first, *(name for name in (*kept, *PROFILES) if name not in first)]


def _key(reading: Reading) -> str:
    return f"{reading.key} profile"
