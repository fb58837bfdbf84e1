"""What the simulation left behind, as the tables of the schema."""
