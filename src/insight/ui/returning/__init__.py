"""Parts of the pages about coming back."""
