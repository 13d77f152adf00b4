"""What a member does with an agreement: draft, negotiate, change in force, register, revoke."""
