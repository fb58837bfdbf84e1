"""The cards of the pages about leaving."""
