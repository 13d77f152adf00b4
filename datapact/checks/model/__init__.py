"""What a rule, a finding and the facts that it reads are."""
