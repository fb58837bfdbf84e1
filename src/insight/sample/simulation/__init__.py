"""Four years of customers, lived day by day."""
