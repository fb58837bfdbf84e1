"""Tenure: how long customers stay, and what the grace does to the number of exits."""
