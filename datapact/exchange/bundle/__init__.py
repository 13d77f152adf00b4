"""What travels: envelope, contents, attachments, messages, bounds."""
