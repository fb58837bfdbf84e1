"""Cards on customers who are still here."""
