"""The commands on keys, levels and lists: what signs, what attests, and what renews."""
