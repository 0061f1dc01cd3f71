"""The only SQL: SQLAlchemy Core, no ORM, on SQLite and PostgreSQL."""
