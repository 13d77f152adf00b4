"""Comments beside the text: the panel with its threads, and the dialog for a new one."""
