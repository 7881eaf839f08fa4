"""What no list of words catches, learned from sentences of our own; rules keep the last word over it."""
