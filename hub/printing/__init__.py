"""Paper: kitchen cards, receipts and the slips of alarms, as jobs that one printer each carries out."""
