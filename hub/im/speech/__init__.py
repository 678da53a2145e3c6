"""Speech: what announcements sound like. A verb notes what is to be said; the studio lets the voice say it, once, after the commit."""
