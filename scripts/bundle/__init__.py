"""Readers of the captured figures and the build of the bundle from them."""
