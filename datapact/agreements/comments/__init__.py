"""Comments in threads: what the entries say of them, and those that wait until the text is offered."""
