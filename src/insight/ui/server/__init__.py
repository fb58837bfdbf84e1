"""What runs around the pages: limits, headers, errors, start and upkeep."""
