"""Tally, pace and verdict."""
