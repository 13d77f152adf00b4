"""What the commands do that meet others: partners, directories, files to and from them, relays."""
