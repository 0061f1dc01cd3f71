"""Words to a reading, with the evidence kept."""
