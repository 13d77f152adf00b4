"""Sending: bundles and the e-mails that go with them."""
