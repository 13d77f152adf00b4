"""Records that prove themselves, their verification without a vault, and the work of auditors."""
