"""Does a good exit matter? Returns after good and other exits, crude and adjusted."""
