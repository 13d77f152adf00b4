"""The member at work: its keys, and the own history to which it writes."""
