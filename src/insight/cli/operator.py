"""Who works at the command line."""

from getpass import getuser


def operator() -> str:
    """The name of the system's account, as the audit tells it."""
    try:
        return f"{getuser()} at the command line"
    except (KeyError, OSError):
        return "somebody at the command line"
