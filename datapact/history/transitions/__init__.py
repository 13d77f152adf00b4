"""What each kind of entry means: who may write it, when, its effect, its sentence. One module a theme."""
