"""The desk: agents see who needs a person, and answer."""
