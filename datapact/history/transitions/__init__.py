"""The rules of each kind of entry: who may write it, when, its effect, its sentence. One module a topic."""
