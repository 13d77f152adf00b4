"""Steps of a member in an agreement: draft, negotiate, change in force, register, revoke."""
