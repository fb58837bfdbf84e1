"""Insight: why customers leave, how well they are let go, and who comes back."""
