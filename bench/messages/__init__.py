"""How late messages are that are due at a fixed rate, beside the delayed messages of dramatiq."""
