"""The Consent room: matrix, decision, records, deliveries."""
