"""Intervals, survival curves and other statistics, checked against published values."""
