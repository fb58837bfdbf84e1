"""Intake: bytes are read, mapped to our tables and validated; the store commits."""
