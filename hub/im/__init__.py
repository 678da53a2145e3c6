"""Device accounts, pairing, bindings, presence."""
