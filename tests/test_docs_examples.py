"""The files that the pages show as examples are good ones."""

from loading import ROOT
from offtake.pledges import check

EXAMPLE = ROOT / "docs" / "how-to" / "my-pledge.yaml"


def test_the_example_of_a_pledge_has_no_problem() -> None:
    assert check([EXAMPLE]) == []
