"""Everything that is heard: the chimes with their manifest, and the voice. Used by the hub and by devices; knows neither."""
