"""Feeds a receipt printer: kitchen cards, receipts and the slips of alarms, each once."""
