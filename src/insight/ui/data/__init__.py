"""Parts of the pages about the data."""
