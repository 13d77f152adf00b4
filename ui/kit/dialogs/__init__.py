"""Form dialogs, reasons, the guide."""
