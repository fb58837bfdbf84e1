"""The first tables."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Creates every table."""
    _own_tables()
    _customers()
    _exits()
    _offboarding()
    _support()
    op.execute("INSERT INTO meta (id, data_version) VALUES (1, 0)")


def _columns(kind: Any, names: str, *, nullable: bool) -> Iterator[Any]:
    return (sa.Column(name, kind, nullable=nullable) for name in names.split())


def _texts(names: str, *, nullable: bool = True) -> Iterator[Any]:
    return _columns(sa.Text(), names, nullable=nullable)


def _dates(names: str, *, nullable: bool = True) -> Iterator[Any]:
    return _columns(sa.Date(), names, nullable=nullable)


def _flags(names: str, *, nullable: bool = True) -> Iterator[Any]:
    return _columns(sa.Boolean(), names, nullable=nullable)


def _counts(names: str, *, nullable: bool = True) -> Iterator[Any]:
    return _columns(sa.BigInteger(), names, nullable=nullable)


def _decimals(names: str, *, scale: int, nullable: bool = True) -> Iterator[Any]:
    kind = sa.Numeric(18, scale).with_variant(sa.BigInteger(), "sqlite")
    return _columns(kind, names, nullable=nullable)


def _data_table(name: str, key: str, *columns: Any) -> None:
    op.create_table(
        name,
        *_texts(key, nullable=False),
        *columns,
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(key, name=f"pk_{name}"),
    )


def _own_tables() -> None:
    _uploads()
    op.create_table(
        "refused_rows",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        *_counts("position", nullable=False),
        *_counts("line"),
        *_texts("column value"),
        *_texts("reason", nullable=False),
        sa.PrimaryKeyConstraint("upload_id", "position", name="pk_refused_rows"),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["uploads.id"], name="fk_refused_rows_upload_id"
        ),
    )
    op.create_table(
        "saved_mappings",
        *_texts("header_shape", nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("header_shape", name="pk_saved_mappings"),
    )
    op.create_table(
        "meta",
        sa.Column("id", sa.Integer(), nullable=False),
        *_counts("data_version", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meta"),
        sa.CheckConstraint("id = 1", name="ck_meta_one_row"),
    )


def _uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_texts("by file_name sha256 table_name", nullable=False),
        *_counts("rows_in rows_accepted rows_refused", nullable=False),
        *_texts("accepted_sha256", nullable=False),
        *_dates("as_of", nullable=False),
        *_flags("is_sample is_live", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
    )
    op.create_index(
        "ix_uploads_live_file",
        "uploads",
        ["sha256", "table_name"],
        unique=True,
        sqlite_where=sa.text("is_live = 1"),
        postgresql_where=sa.text("is_live"),
    )


def _customers() -> None:
    _data_table(
        "accounts",
        "account_id",
        *_texts(
            "account_name segment fit currency merged_into_account_id "
            "industry region owner parent_account_id"
        ),
        *_flags("is_test consent_to_contact"),
        *_dates("start_date merged_date entity_ceased_date do_not_contact_before"),
    )
    _data_table(
        "subscriptions",
        "phase_id",
        *_texts("subscription_id account_id status billing_interval", nullable=False),
        *_texts("plan_id currency"),
        *_dates("start_date", nullable=False),
        *_dates("end_date"),
        *_decimals("amount", scale=4, nullable=False),
    )
    _data_table(
        "contacts",
        "contact_id",
        *_texts("account_id", nullable=False),
        *_texts("role name email moved_to_account_id moved_to_company"),
        *_flags("is_champion"),
        *_dates("left_date moved_date"),
    )
    _data_table(
        "fx_rates",
        "currency",
        *_decimals("usd_per_unit", scale=8, nullable=False),
    )


def _exits() -> None:
    _data_table(
        "cancellation_requests",
        "request_id",
        *_texts("account_id scope outcome", nullable=False),
        *_dates("requested_date", nullable=False),
        *_dates("effective_date outcome_date"),
        *_texts("exit_id"),
    )
    _data_table(
        "exits",
        "exit_id",
        *_texts("account_id", nullable=False),
        *_dates("exit_date", nullable=False),
        *_dates("notice_date"),
        *_texts(
            "reason_code reason_group stated_reason_code "
            "contributing_reason_codes competitor comment recorded_by "
            "control_override control_note currency"
        ),
        *_flags("reason_forced voluntary"),
        *_decimals("last_mrr", scale=4),
    )
    _data_table(
        "win_backs",
        "win_back_id",
        *_texts("account_id", nullable=False),
        *_dates("return_date", nullable=False),
        *_decimals("mrr", scale=4),
        *_texts("currency trigger returned_because offer via_contact_id"),
    )
    _data_table(
        "save_offers",
        "offer_id",
        *_texts("request_id account_id response", nullable=False),
        *_dates("offered_date", nullable=False),
        *_texts("offer_type"),
        *_counts("times_presented"),
        *_dates("responded_date"),
    )


def _offboarding() -> None:
    _data_table(
        "offboarding",
        "exit_id",
        *_counts("ease_1_7 exit_nps_0_10 asked_to_return_0_10 contacts_needed steps"),
        *_dates(
            "cancel_requested_date closed_date export_requested_date "
            "export_delivered_date end_date_asked"
        ),
        *_flags(
            "export_requested export_delivered export_instructions "
            "export_opened surprise_fee forced_call end_date_met "
            "charged_after_end"
        ),
        *_texts("export_format owner"),
    )


def _support() -> None:
    _data_table(
        "issues",
        "issue_id",
        *_texts("account_id severity", nullable=False),
        *_dates("opened_date", nullable=False),
        *_dates("resolved_date"),
        *_texts("topic resolved_how"),
        *_counts("reopened_count"),
    )
