"""The upload page, step by step."""
