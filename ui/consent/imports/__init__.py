"""The import of consents."""
