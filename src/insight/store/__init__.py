"""The store: tables in one SQL database, written in whole transactions, read typed."""
