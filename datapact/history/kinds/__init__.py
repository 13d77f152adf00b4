"""One small module an entry kind."""
