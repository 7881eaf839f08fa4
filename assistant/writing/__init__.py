"""Stage 6, write: the offline writer, or a language model."""
