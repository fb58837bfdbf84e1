"""What files leave to a person, one module for each kind of question."""
