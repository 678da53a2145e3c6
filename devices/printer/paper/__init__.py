"""A stand-in for a receipt printer: understands what cards and receipts use, draws each cut piece of paper, and can fail as printers do."""
