"""One organisation's encrypted folder: key slots, SQLCipher store, checkpoint, backups."""
