"""The numbers: facts from tables, and insights from facts."""
