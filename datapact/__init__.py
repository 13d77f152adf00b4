"""DataPact's core: draft, exchange, sign and verify data-sharing agreements. Never imports Qt."""

from datapact.base.left_out import records_file, take_compiled_records

__version__ = "0.1.0"

take_compiled_records(records_file(__file__))
