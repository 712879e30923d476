"""The corpora that the reader is measured on, and how each is scored."""
