"""Cards: what a page, a deck, a file or a mail shows of one question, as values."""
