"""Parts of the early warning."""
