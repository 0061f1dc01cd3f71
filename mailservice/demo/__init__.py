"""A fortnight in May 2027, played in seconds through the same code and real SMTP sockets."""
