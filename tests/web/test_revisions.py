"""Two revisions of the store side by side: what a correction changed of one and the same day."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from offtake.domain import end_of_day_in_washington
from offtake.errors import RevisionUnknown
from offtake.store import SeriesFilter, Store
from offtake.workspace import Workspace
from offtake.workspace.supplies import bundle
from store.making import release
from web.running import Server, running

DAY = date(2026, 8, 22)
WRONGED = 100_000
"""By how many tonnes the correction of this test lowers what China had been shipped."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled figures, and a release after them that corrects the newest week of shipments."""
    folder = tmp_path_factory.mktemp("home")
    shutil.copytree(bundle(), folder / "store")
    store = Store.open(folder / "store")
    wanted = SeriesFilter(
        measures=frozenset(("accumulated_exports",)),
        products=frozenset(("soybeans",)),
        partners=frozenset(("CHN",)),
    )
    held = store.as_of(wanted, as_of=end_of_day_in_washington(DAY))
    last = max(held, key=lambda one: one.period.end)
    content = b"a correction"
    made = release(content, store.last_look())
    corrected = replace(
        last,
        value=(last.value or Decimal(0)) - WRONGED,
        vintage=replace(last.vintage, known_at=store.last_look()),
        snapshot=made.snapshot.sha256,
    )
    store.append(made, [corrected], content=content)
    return folder


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Server]:
    with running(home) as found:
        yield found


def test_a_store_at_an_earlier_revision_knows_nothing_of_a_later_correction(home: Path) -> None:
    store = Store.open(home / "store")
    earlier = store.at(store.revision - 1)
    everything = SeriesFilter(products=frozenset(("soybeans",)), partners=frozenset(("CHN",)))
    instant = end_of_day_in_washington(DAY)
    before = Store.open(bundle()).as_of(everything, as_of=instant)
    assert earlier.revision == store.revision - 1
    assert earlier.as_of(everything, as_of=instant) == before
    assert store.as_of(everything, as_of=instant) != before
    with pytest.raises(RevisionUnknown, match="no revision 999"):
        store.at(999)


def test_a_correction_is_all_that_differs_between_two_revisions(home: Path) -> None:
    workspace = Workspace.open(home=home)
    newest = workspace.store.revision
    found = workspace.recounts(since_revision=newest - 1)
    assert (found.since, found.until) == (DAY, DAY)
    assert (found.since_revision, found.revision) == (newest - 1, newest)
    goods = {one.after.reading.product for one in found.changed}
    assert goods == {"soybeans"}
    lowered = [
        one
        for one in found.changed
        if one.before is not None
        and one.before.tally.counted is not None
        and one.after.tally.counted is not None
        and one.before.tally.counted - one.after.tally.counted == WRONGED
    ]
    assert lowered
    # Commitments are what was shipped and what is outstanding, so they fall by the same.
    assert {one.after.reading.book.value for one in lowered} == {"shipments", "export_sales"}
    assert workspace.recounts(since_revision=newest - 2, revision=newest - 1).changed == ()


def test_the_page_the_twin_and_the_interface_tell_the_same_correction(served: Server) -> None:
    newest = json.loads(served.ask("/api/v1/pledges?limit=1").body)["revision"]
    query = f"since_revision={newest - 1}&revision={newest}"
    page = served.ask(f"/changes?{query}")
    rows = json.loads(served.ask(f"/changes.json?{query}").body)
    told = json.loads(served.ask(f"/api/v1/changes?{query}").body)
    assert f"What changed between revision {newest - 1} and revision {newest}" in page.text
    assert "-100.0 kt" in page.text
    assert told["items"] == rows
    assert len(rows) > 0


def test_a_list_of_what_two_revisions_changed_goes_on_on_its_own_day(served: Server) -> None:
    # The fifth revision of the bundled figures was last looked at months before the newest.
    asked = "/api/v1/changes?since_revision=5&limit=1"
    first = json.loads(served.ask(asked).body)
    assert first["as_of"] == "2026-04-03"
    second = served.ask(f"{asked}&cursor={first['next']}")
    assert (second.status, json.loads(second.body)["as_of"]) == (200, "2026-04-03")
    assert json.loads(second.body)["items"] != first["items"]


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("", 400, "give either since, a day, or since_revision"),
        ("since=2026-01-01&since_revision=2", 400, "give either"),
        ("since_revision=22&revision=3", 400, "not before"),
        ("since_revision=999&revision=1000", 404, "no revision"),
        ("since_revision=soon", 422, "since_revision"),
    ],
)
def test_what_cannot_be_compared_is_told_with_a_remedy(
    served: Server, query: str, status: int, says: str
) -> None:
    reply = served.ask(f"/changes?{query}")
    assert (reply.status, says in reply.text) == (status, True)
