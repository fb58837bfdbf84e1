"""Customers known by the e-mail addresses of their people."""

import polars as pl

from insight.remembered import remembered

_FREE = (
    "gmail googlemail outlook hotmail live msn yahoo ymail gmx web icloud me aol proton "
    "protonmail t-online orange wanadoo free laposte libero virgilio mail"
)
_IS_FREE = rf"^@(?:{'|'.join(_FREE.split())})\."


@remembered
def with_addresses(accounts: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    """Accounts that are found by the address of a contact too, and by its domain.

    A domain counts where the contacts of one account alone have it, and everybody
    cannot have an address there.

    Returns:
        `accounts`, with addresses and domains such as @acme.com among `other_ids`.
    """
    known = contacts.select("account_id", address=pl.col("email").str.to_lowercase())
    domains = known.select("account_id", address=domain(pl.col("address")))
    own = domains.filter(~is_of_everybody(pl.col("address")))
    both = pl.concat([known, own]).drop_nulls().unique(maintain_order=True)
    alone = both.filter(pl.col("account_id").n_unique().over("address") == 1)
    if alone.is_empty():
        return accounts
    listed = alone.group_by("account_id").agg(found=pl.col("address").str.join("|"))
    joined = pl.concat_str("other_ids", "found", separator="|", ignore_nulls=True)
    return (
        accounts.join(listed, on="account_id", how="left", maintain_order="left")
        .with_columns(other_ids=joined.replace("", None))
        .drop("found")
    )


def domain(addresses: pl.Expr) -> pl.Expr:
    """The domain of an address with its @, in lower case; null where it is none."""
    return addresses.str.to_lowercase().str.extract(r"(@[^@\s]+\.[^@\s]+)$")


def is_of_everybody(addresses: pl.Expr) -> pl.Expr:
    """Whether anybody can have an address at the domain, in lower case, of these."""
    return domain(addresses).str.contains(_IS_FREE)


def company(addresses: pl.Expr) -> pl.Expr:
    """What a domain is called, such as acme in jo@mail.acme.co.uk; null where none."""
    return addresses.str.extract(
        r"@(?:.*\.)?([^.@]+)\.(?:co\.|com\.|org\.|net\.)?[^.@]+$"
    )
