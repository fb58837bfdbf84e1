"""The overview’s own parts."""
