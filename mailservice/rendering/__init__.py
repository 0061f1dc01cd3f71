"""Letters, from templates."""
