"""The files that leave for auditors: dossier, decision, archive, proofs; verdict, trust, signed reports."""
