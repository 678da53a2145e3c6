"""Orders per second through a real endpoint: the hub beside the same verb by the book and beside raw statements."""
