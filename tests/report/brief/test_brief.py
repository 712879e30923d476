"""A brief is two pages, says what the verdicts say, and takes no text for its markup."""

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from offtake.domain import VerdictWord
from offtake.errors import ExtraMissing, PledgeNotMade
from offtake.forecast import Forecast
from offtake.report.brief import Brief, brief_of, brief_pdf
from offtake.report.charts import picture
from offtake.workspace import Workspace
from offtake.workspace import brief as brief_for

TRANCHE = "cn-us-soybeans-12mt-2025"
NEXT = "cn-us-soybeans-25mt-2026"
AS_OF = date(2026, 8, 22)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def tranche(workspace: Workspace) -> Brief:
    return brief_for(workspace, TRANCHE, as_of=AS_OF)[0]


def pages(pdf: bytes) -> list[str]:
    return [
        " ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages
    ]


def test_the_table_has_the_figures_of_the_public_record(tranche: Brief) -> None:
    # The interface guide's table of one promise met and missed at once, in Mt.
    rows = {(row.reading, row.about): row.cells for row in tranche.rows}
    deadlines = list(tranche.deadlines)
    year_end, february = deadlines.index("by 31 Dec 2025"), deadlines.index("by 28 Feb 2026")
    sold = rows["Bought", "China by name, crop year from 1 Sep 2025"]
    bound = rows[
        "Bought, at most", "China, plus all sold to unknown buyers, crop year from 1 Sep 2025"
    ]
    found = [
        (cell.word, cell.counted)
        for cell in (sold[year_end], sold[february], bound[year_end], bound[february])
        if cell
    ]
    assert found == [
        ("missed", "6.83 Mt"),
        ("missed", "10.84 Mt"),
        ("missed", "9.90 Mt"),
        ("met", "12.98 Mt"),
    ]


def test_what_can_still_be_lost_is_met_so_far(tranche: Brief) -> None:
    # 31 August 2026 lay nine days ahead of the as-of.
    words = {row.cells[3].word for row in tranche.rows if row.cells[3]}
    assert (tranche.deadlines[3], words) == ("by 31 Aug 2026", {"met so far"})


def test_each_forecast_has_its_range_and_what_is_behind_it(workspace: Workspace) -> None:
    words, figures = brief_for(workspace, NEXT, as_of=AS_OF)
    found = [one.forecast for one in workspace.forecasts(NEXT, as_of=AS_OF)]
    told = sorted((one for one in found if isinstance(one, Forecast)), key=lambda one: one.deadline)
    assert len(told) == 6
    assert len(words.chances) == 4  # as many as fit
    for one, said in zip(told[:4], words.chances, strict=True):
        low, high = (f"{one.quantile(end) / 1e6:,.2f}" for end in (0.05, 0.95))
        assert f"{100 * (one.probability or 0):.0f} % likely to reach 25.00 Mt" in said
        assert f"{low} to {high} Mt with 90 %" in said
        behind = f"Of {one.cases.count:,} past forecasts" if one.cases else "No past forecast is"
        assert behind in said
        assert one.model in said
    assert "2 forecasts" in words.left_out
    assert figures is not None
    assert len(pages(brief_pdf(words, chart=picture(figures, form="pdf")))) == 2


def test_what_stands_met_may_still_fall_and_says_how_likely_it_is_to_stand(tranche: Brief) -> None:
    assert any("likely to still stand at 12.00 Mt" in one for one in tranche.chances)


def test_the_answer_counts_every_verdict(workspace: Workspace, tranche: Brief) -> None:
    words = [one.word for one in workspace.report(pledge=TRANCHE, as_of=AS_OF).verdicts]
    met, missed = words.count(VerdictWord.MET), words.count(VerdictWord.MISSED)
    assert tranche.answer.startswith("The same words give different verdicts. 12 ways")
    assert f"48 verdicts: {met} met, {missed} missed" in tranche.answer


def test_two_pages_name_the_answer_the_quotes_and_the_bytes(
    workspace: Workspace, tranche: Brief
) -> None:
    words, figures = brief_for(workspace, TRANCHE, as_of=AS_OF)
    assert figures is not None
    first, second = pages(brief_pdf(words, chart=picture(figures, form="pdf")))
    assert all(
        "As known on 22 Aug 2026" in page and "revision 21" in page for page in (first, second)
    )
    assert "One promise, by reading and deadline" in first
    assert "12.98 Mt" in first
    held = {one.release.snapshot.sha256 for one in workspace.store.releases()}
    assert tranche.evidence
    for one in tranche.evidence:
        assert one.snapshot in held
        assert one.snapshot in second.replace(" ", "")
    assert all(quote.speaker in second for quote in tranche.quotes)


def test_the_same_answer_gives_the_same_bytes(tranche: Brief) -> None:
    assert brief_pdf(tranche, chart=None) == brief_pdf(tranche, chart=None)


def test_nothing_said_later_stands_in_a_brief_of_an_earlier_day(workspace: Workspace) -> None:
    words, _ = brief_for(workspace, TRANCHE, as_of=date(2025, 12, 5))
    page = workspace.page(TRANCHE, as_of=date(2025, 12, 5))
    said = {one.text for one in page.pledge.statements}
    assert all(
        any(text.startswith(one.text.removesuffix(" …")) for text in said) for one in words.quotes
    )
    with pytest.raises(PledgeNotMade, match="was made on 2025-10-30"):
        brief_for(workspace, TRANCHE, as_of=date(2025, 10, 1))


# The longest, the ones with no deadline, no figure, one reading, dollars, and what lies ahead.
@pytest.mark.parametrize(
    "pledge",
    [
        "cn-us-soybeans-25mt-2028",
        "cn-us-soybeans-10mt-2019",
        "cn-us-farm-goods-17bn-2026",
        "cn-us-aircraft-200-2026",
        "kr-us-lng-3300kt",
        "us-cn-fentanyl-tariff-2025",
    ],
)
def test_a_brief_is_two_pages_or_one_where_nothing_is_counted_whatever_the_pledge(
    workspace: Workspace, pledge: str
) -> None:
    words, figures = brief_for(workspace, pledge, as_of=AS_OF)
    drawn = None if figures is None else picture(figures, form="pdf")
    assert len(pages(brief_pdf(words, chart=drawn))) == (2 if words.rows else 1)


HOSTILE = '#read("/etc/passwd") *bold* $x$ \\ @ref <label> #panic("out") ]) // `raw`'


def test_no_text_is_taken_for_markup(tranche: Brief) -> None:
    quote = replace(
        tranche.quotes[0], text=HOSTILE, speaker=HOSTILE, url="https://x.example/#a_*b*"
    )
    made = pages(brief_pdf(replace(tranche, title=HOSTILE, quotes=(quote,)), chart=None))
    assert '#read("/etc/passwd") *bold* $x$' in made[0].replace("“", '"').replace("”", '"')
    assert '#panic("out")' in made[1].replace("“", '"').replace("”", '"')


def test_a_brief_counts_what_it_leaves_out(workspace: Workspace, tranche: Brief) -> None:
    page = workspace.page(TRANCHE, as_of=AS_OF)
    left = len(page.pledge.statements) - len(tranche.quotes)
    assert f"{left} statements" in tranche.left_out
    short = replace(page.pledge, statements=page.pledge.statements[:2])
    made = brief_of(short, page.board.verdicts, releases=(), coming=())
    assert not [one for one in made.left_out if "statement" in one]


def test_only_releases_that_could_change_a_verdict_are_to_be_watched(
    workspace: Workspace, tranche: Brief
) -> None:
    # The tranche's last deadline is 31 August, nine days off; Phase One ended in 2021.
    assert any("Export sales, week ending 20 Aug 2026" in one for one in tranche.watch)
    assert brief_for(workspace, "phase-one-agriculture", as_of=AS_OF)[0].watch == ()


def test_readings_that_count_alike_are_told_apart_by_their_holders(workspace: Workspace) -> None:
    rows = brief_for(workspace, "phase-one-agriculture", as_of=AS_OF)[0].rows
    assert len({(row.reading, row.about, row.amount) for row in rows}) == len(rows)


def test_without_its_typesetter_the_extra_is_named(
    tranche: Brief, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(ExtraMissing, match=r"offtake\[brief\]"):
        brief_pdf(tranche, chart=None)
