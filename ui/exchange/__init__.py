"""The exchange room: sending and receiving files."""
