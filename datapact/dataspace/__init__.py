"""Agreements for programs: policies in ODRL, messages of the Dataspace Protocol, files for connectors."""
