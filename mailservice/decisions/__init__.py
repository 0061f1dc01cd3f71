"""What should happen: pure, one file per kind of question."""
