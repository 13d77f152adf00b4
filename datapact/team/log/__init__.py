"""The sealed log as pure records: items, keys of devices, and which item validly follows which. It knows no database."""
