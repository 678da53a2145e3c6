"""A guest's button: water, clean, cashier, therapist. It reaches handhelds and desk until somebody takes it."""
