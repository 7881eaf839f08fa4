"""Stage 8, remember: the store of what she said."""
