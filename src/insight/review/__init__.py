"""The weekly review in words and as files: a deck, a page that needs no network, a mail."""
