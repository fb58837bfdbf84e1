"""Parts of the pages about leaving."""
