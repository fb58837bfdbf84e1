"""The cards of the pages on coming back."""
