"""One PDF and its signatures: attachments, fields, revisions, revocation, what a later revision may change."""
