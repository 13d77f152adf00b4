"""Making bundles and the words that go with them."""
