"""DataPact's core: draft, exchange, sign and verify data-sharing agreements. Never imports Qt."""

__version__ = "0.1.0"
