"""The files that the pages show as examples are good ones."""

from loading import ROOT
from offtake.pledges import check
from offtake.tariffs import check as check_tariffs

EXAMPLE = ROOT / "docs" / "how-to" / "my-pledge.yaml"
EXAMPLE_BY_VALUE = ROOT / "docs" / "how-to" / "my-pledge-by-value.yaml"
EXAMPLE_OF_A_TARIFF = ROOT / "docs" / "how-to" / "my-tariff.yaml"


def test_the_example_of_a_pledge_has_no_problem() -> None:
    assert check([EXAMPLE]) == []


def test_the_example_of_a_pledge_by_value_has_no_problem() -> None:
    assert check([EXAMPLE_BY_VALUE]) == []


def test_the_example_of_a_tariff_has_no_problem() -> None:
    assert check_tariffs([EXAMPLE_OF_A_TARIFF]) == []
