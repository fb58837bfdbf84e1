"""The cards of the pages about letting go."""
