"""Everything that runs beside the windows: reads, changes, progress, errors."""
