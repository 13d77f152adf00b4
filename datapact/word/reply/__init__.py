"""Our answer written into the Word file that came back: what nobody touched stays, our changes are tracked in it."""
