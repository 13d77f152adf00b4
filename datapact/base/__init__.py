"""What every room stands on: errors, texts, time, files, strict JSON, tables in and out. Knows no vault and no law."""
