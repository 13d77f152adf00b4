"""The model of checks: rules, findings, and the facts that rules read."""
