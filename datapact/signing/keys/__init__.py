"""Signing by keys that others hold: tokens and smart cards (PKCS#11), remote services (CSC); settings of one computer."""
