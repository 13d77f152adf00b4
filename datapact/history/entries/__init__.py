"""What an entry is: its shape by kind, reading, writing and storing it. No meaning."""
