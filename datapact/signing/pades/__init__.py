"""One PDF and its signatures: attachments, fields, revisions, revocation, permitted changes in later revisions."""
