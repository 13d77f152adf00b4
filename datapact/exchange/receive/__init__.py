"""Preview and reception of files, each taken in whole or refused whole."""
