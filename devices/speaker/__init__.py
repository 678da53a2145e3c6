"""A loudspeaker without a screen: says the announcements of its channels, each once, one after the other."""
