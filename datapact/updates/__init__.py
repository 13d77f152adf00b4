"""Releases of the program as folders of files: what is new, whether it is its makers', and whether it opens a vault.

A release is described by metadata of The Update Framework (TUF, specification 1.0). Nothing here runs by itself.
"""
