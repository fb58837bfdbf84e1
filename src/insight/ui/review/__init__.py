"""Parts of the weekly review."""
