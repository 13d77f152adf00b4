"""Parts shared by the pages of the audit room."""
