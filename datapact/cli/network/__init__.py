"""What the commands of networks do that need more than a directory: carrying files, and comparing receipts."""
