"""Parts of the pages about letting go."""
