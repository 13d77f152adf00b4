"""The house's own library: clauses, templates and playbook. Internal: nothing of it leaves but by its own export."""
