"""What every page asks the store for: its state, the choices and the own reasons."""

from sqlalchemy import Connection

from insight.store.choices import Chosen, values_of
from insight.store.history import StoreState, state_of
from insight.store.own_reasons import own_reasons_of
from insight.taxonomy import Reason

InForce = tuple[StoreState, Chosen, tuple[Reason, ...]]


def in_force(connection: Connection) -> InForce:
    """The state, the choices by name and the own reasons, as this connection sees them."""
    return state_of(connection), values_of(connection), own_reasons_of(connection)
