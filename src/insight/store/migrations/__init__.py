"""Steps from one schema to the next; `insight.store.migrate` runs them."""
