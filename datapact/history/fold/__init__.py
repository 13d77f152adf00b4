"""From entries to verified state: organisations, authority of authors, agreements."""
