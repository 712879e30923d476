"""What the room shows to the others."""

from offtake import store


def test_public_names_are_sorted_and_exist() -> None:
    assert list(store.__all__) == sorted(store.__all__)
    assert all(hasattr(store, name) for name in store.__all__)
