"""The cards of one account."""
