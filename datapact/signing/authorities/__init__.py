"""Authorities that attest times, as a person set them up on this computer, and the levels that need them."""
