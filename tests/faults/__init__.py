"""Seeded attacks on the whole program: fuzzers, a partner with keys, kills. A share runs in CI, hours by hand."""
