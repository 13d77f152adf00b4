"""The table in PostgreSQL that carries the log: connecting safely, reading rows, appending by compare-and-swap."""
