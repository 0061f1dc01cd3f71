"""May we believe this mail, and may we answer it?"""
