"""The endings of files that DataPact writes for others and judges: each window that looks at a file takes them all."""

OWN_ENDINGS = (".pdf", ".zip", ".json", ".dpact", ".dpcard", ".dpdir", ".dplib", ".dpseal", ".p7s")
