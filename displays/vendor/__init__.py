"""Other people's code in our pages: pinned, copied, and known by its hash."""
