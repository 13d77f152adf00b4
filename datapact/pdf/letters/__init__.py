"""Letters and sheets that go to people, authorities and partners."""
