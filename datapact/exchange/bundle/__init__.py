"""Bundles: envelope, contents, attachments, messages, bounds."""
