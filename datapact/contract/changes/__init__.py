"""Changes of a proposal as things: each can be accepted, refused or answered on its own."""
