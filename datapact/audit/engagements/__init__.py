"""Audits: scope, samples, remarks, access log, sealed copies, used decisions."""
