"""The ground of all rooms: errors, texts, time, files, strict JSON, tables in and out, without vault or law."""
