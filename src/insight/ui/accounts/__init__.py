"""Parts of the account story."""
