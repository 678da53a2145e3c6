"""Messages: what is to be said where and when, whether it is still true when its time comes, and what became of it on each device."""
