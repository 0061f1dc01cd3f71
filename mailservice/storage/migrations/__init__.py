"""The steps of the schema, one numbered file each. `storage/schema.py` runs them."""
