"""The actions of the commands that meet others: partners, directories, files to and from them, relays."""
