"""The SQLCipher database: its tables, entries as bytes, search, journal of keystrokes, settings, migration."""
