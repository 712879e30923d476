"""The estimates as XML, and the catalogue that says when each came out."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from offtake.domain import Snapshot, Status, VintageBasis
from offtake.errors import AnswerCut, AnswerIsNotData, FormatChanged
from offtake.sources.usda_wasde import Wasde
from sources.grain.specimens import RAW, snapshot
from sources.grain.test_wasde import exports, parse

XML = RAW / "wasde0626_trimmed.xml"
PAGE = RAW / "esmis_page.json"
FILES = "https://esmis.nal.usda.gov/sites/default/release-files"

# The XML of the catalogue. Each part of a table: attribute, then year, month of forecast, value.
YEARS = (("2024/25", "", "7"), ("2025/26 Est.", "", "8"), ("2026/27 Proj.", "May", "9"),
         ("2026/27 Proj.", "Jun", "1,630 *"))  # fmt: skip
LINES = ("Beginning Stocks", "Production 4/", "Imports", "    Supply, Total", "Exports",
         "    Use, Total", "Ending Stocks")  # fmt: skip


def part(number: int, unit: tuple[str, ...]) -> str:
    units = "".join(f'<Cell m1_unit_descr{number}="{one}"/>' for one in unit)
    lines = "".join(
        f'<attribute{number} attribute{number}="{line}">' + "".join(
            f'<m_year_group market_year{number}="{year}"><g forecast_month{number}="{month}">'
            f'<Cell cell_value{number}="{value}"/></g></m_year_group>'
            for year, month, value in YEARS
        ) + f"</attribute{number}>"
        for line in LINES
    )  # fmt: skip
    return f"<matrix{number}>{units}{lines}</matrix{number}>"


def xml() -> str:
    soybeans = part(1, ("Million Bushels",)) + part(2, ("Million Pounds",)) + part(
        3, ("Thousand Short", " Tons"))  # fmt: skip
    corn = part(1, ("Million Metric Tons",)) + part(2, ("Million Bushels",))
    titles = ("U.S. Feed Grain and Corn Supply and Use  1/",
              "U.S. Soybeans and Products Supply and Use (Domestic Measure)  1/")  # fmt: skip
    return '<?xml version="1.0" encoding="utf-8"?><Report Name="wasde">' + "".join(
        f'<sr><Report Report_Month="June 2026" sub_report_title="{title}">{parts}</Report></sr>'
        for title, parts in zip(titles, (corn, soybeans), strict=True)
    ) + "</Report>"  # fmt: skip


def test_only_the_reports_own_column_is_read() -> None:
    found = exports(parse(xml().encode()))
    assert [(str(one.period)[:4], one.value, one.status) for one in found] == [
        ("2024", Decimal(7), Status.NORMAL),
        ("2025", Decimal(8), Status.ESTIMATED),
        ("2026", Decimal(1630), Status.ESTIMATED),  # June's, not May's 9
    ]


def test_a_document_type_in_the_xml_is_refused() -> None:
    bomb = xml().replace("?>", '?><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>', 1)
    with pytest.raises(AnswerIsNotData, match="document type"):
        parse(bomb.encode())


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('attribute1="Exports"', 'attribute1="Shipments"', "Shipments"),
        ("June 2026", "Summer 2026", "Report_Month"),
        ("Million Pounds", "Million Stones", "Million Stones"),
        ("(Domestic Measure)", "(Metric)", "is missing"),
        ('forecast_month1="Jun"', 'forecast_month1="Jul"', ""),
        ('cell_value1="1,630 *"', 'cell_value1="16,30"', "16,30"),
        ('market_year1="2026/27 Proj."', 'market_year1="2026 Proj."', "2026"),
    ],
)
def test_what_changed_in_the_xml_is_named(old: str, new: str, named: str) -> None:
    assert old in xml()
    changed = xml().replace(old, new)
    if old.startswith("forecast_month"):
        assert (
            len(exports(parse(changed.encode()))) == 2
        )  # the year in May's column only is left out
        return
    with pytest.raises(FormatChanged, match=named):
        parse(changed.encode())


@pytest.mark.parametrize("tenth", range(1, 10))
def test_xml_cut_at_each_tenth_is_refused(tenth: int) -> None:
    content = xml().encode()
    with pytest.raises(AnswerCut):
        parse(content[: len(content) * tenth // 10])


def entry(released: str = "2026-06-11T12:00:00+0000", name: str = "wasde0626.xml",
          note: str = "") -> str:  # fmt: skip
    return (f'{{"id": "1", "files": ["{FILES}/1/{name}"], "release_datetime": "{released}", '
            f'"description": "{note}"}}')  # fmt: skip


def asked(*entries: str) -> list[str]:
    content = f'{{"pager": {{}}, "results": [{", ".join(entries)}]}}'.encode()
    asked, *_ = Wasde().plan(date(2026, 1, 1), date(2026, 12, 31))
    found = Wasde().follow(asked, content, date(2026, 1, 1), date(2026, 12, 31))
    return [one.url for one in found]


def known(address: str, at: datetime) -> tuple[datetime, VintageBasis, datetime | None]:
    content = xml().encode()
    seen: Snapshot = snapshot(content, request=address, at=at)
    vintage = exports(Wasde().parse(seen, content))[0].vintage
    return vintage.known_at, vintage.basis, vintage.earliest_at


def test_noon_in_washington_is_printed_as_noon_in_utc_and_put_right() -> None:
    """Rule D20."""
    (address,) = asked(entry())
    at = datetime(2026, 6, 20, tzinfo=UTC)
    assert known(address, at) == (
        datetime(2026, 6, 11, 16, tzinfo=UTC), VintageBasis.RELEASE, None)  # fmt: skip


def test_a_corrected_issue_is_known_after_the_day_its_note_names() -> None:
    note = "<p>NOTE: On May 13, 2026, the report was reposted to correct an error</p>"
    (address,) = asked(entry("2026-05-12T12:00:00+0000", "wasde0526v2.xml", note))
    first = datetime(2026, 5, 12, 16, tzinfo=UTC)
    at = datetime(2026, 6, 20, tzinfo=UTC)
    end_of_day = datetime(2026, 5, 14, 3, 59, 59, 999999, tzinfo=UTC)
    assert known(address, at) == (end_of_day, VintageBasis.INFERRED, first)
    (address,) = asked(entry("2026-05-12T12:00:00+0000", "wasde0526v2.xml"))
    assert known(address, at) == (at, VintageBasis.INFERRED, first)


def test_without_the_catalogue_a_report_is_known_when_it_was_seen() -> None:
    at = datetime(2026, 6, 20, tzinfo=UTC)
    earliest = datetime(2026, 6, 8, 16, tzinfo=UTC)
    assert known(f"{FILES}/1/wasde0626.xml", at) == (at, VintageBasis.INFERRED, earliest)


@pytest.mark.parametrize("name", ["id", "files", "release_datetime", "description"])
def test_an_entry_of_the_catalogue_without_a_field_is_named(name: str) -> None:
    with pytest.raises(FormatChanged, match=f"column '{name}' is missing"):
        asked(entry().replace(f'"{name}"', f'"{name}s"'))
    with pytest.raises(FormatChanged, match="release_datetime"):
        asked(entry("2026-06-11 12:00"))


def test_what_is_no_catalogue_is_no_data() -> None:
    with pytest.raises(AnswerIsNotData):
        parse(b'{"message": "Forbidden"}')
    with pytest.raises(AnswerCut):
        parse(b'{"pager": {}, "results": [')


@pytest.mark.shared
def test_the_real_xml_reads_as_printed(shared: Path) -> None:
    found = parse((shared / XML).read_bytes())
    assert found.refused == ()
    # Section 1.6 of the guide: 1,510 in June 2026 for 2025/26, 1,630 for 2026/27.
    assert [one.value for one in exports(found)] == [Decimal(1882), Decimal(1510), Decimal(1630)]
    stocks = [one for one in found.observations if one.key.product == "corn"
              and one.key.measure == "wasde_ending_stocks"]  # fmt: skip
    assert [one.value for one in stocks] == [Decimal(1551), Decimal(2145), Decimal(1960)]
    oil = [one for one in found.observations if one.key.measure == "wasde_biofuel"]
    assert [one.value for one in oil] == [Decimal(11758), Decimal(14550), Decimal(17800)]


@pytest.mark.shared
def test_every_real_balance_adds_up(shared: Path) -> None:
    """Supply less use is what is left; each figure is rounded on its own."""
    found = parse((shared / XML).read_bytes())
    cells = {(one.key.measure, one.key.product, one.period): one.value for one in
             found.observations if one.value is not None}  # fmt: skip
    checked = 0
    for (measure, item, period), left in cells.items():
        if measure == "wasde_ending_stocks":
            supply = cells["wasde_supply_total", item, period]
            use = cells["wasde_use_total", item, period]
            assert abs(supply - use - left) <= 2
            checked += 1
    assert checked == 12  # four products, three years


@pytest.mark.shared
@pytest.mark.parametrize("tenth", range(1, 10))
def test_the_real_xml_cut_at_each_tenth_is_refused(shared: Path, tenth: int) -> None:
    content = (shared / XML).read_bytes()
    with pytest.raises(AnswerCut):
        parse(content[: len(content) * tenth // 10])


@pytest.mark.shared
def test_the_real_catalogue_leads_to_its_xml_files(shared: Path) -> None:
    content = (shared / PAGE).read_bytes()
    assert parse(content).rows == 4
    asked, *_ = Wasde().plan(date(2026, 1, 1), date(2026, 12, 31))
    found = Wasde().follow(asked, content, date(1970, 1, 1), date(2026, 12, 31))
    urls = [one.url for one in found]
    assert [url.partition("#")[0].rpartition("/")[2] for url in urls] == [
        "wasde0626.xml", "wasde0526v2.xml"]  # fmt: skip
    assert "reposted_on=2026-05-13" in urls[1]
