"""DataPact's core: draft, exchange, sign and verify data-sharing agreements. Never imports Qt."""

from datapact.base.left_out import compiled_file, take_compiled

__version__ = "0.1.0"

take_compiled(compiled_file(__file__))
