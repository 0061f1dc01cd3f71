"""apscheduler rings; the database says what is due."""
