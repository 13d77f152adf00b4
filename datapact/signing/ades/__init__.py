"""Signatures in PDFs of any program, judged after ETSI EN 319 102-1 and said in five plain answers."""
