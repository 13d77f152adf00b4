"""The room of the house's library: own clauses, the playbook."""
