"""The static site: whole or not there, every link leading somewhere."""

import re
from pathlib import Path

import pytest

from offtake.errors import SiteFailed, SiteNotOurs
from offtake.web import Options, Shelf, write_site
from web.running import HOSTILE, PLEDGE

LINK = re.compile(r'(?:href|src|data-spec|data-bundle)="([^"#]+)[^"]*"')
KEPT = (PLEDGE, "my-us-coal-43m", "cn-us-corn-5mt-2026")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """An edition of three pledges: one drawn, one that no book counts, one with hostile texts."""
    home = tmp_path_factory.mktemp("home")
    (home / "pledges").mkdir()
    (home / "pledges" / "hostile.yaml").write_text(HOSTILE, encoding="utf-8")
    found = Shelf(home=home)
    register = found.current.workspace.register
    for name in list(register):
        if name not in KEPT:
            del register[name]
    return found


@pytest.fixture(scope="module")
def site(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("public") / "site"
    write_site(folder, shelf=shelf, options=Options())
    return folder


def test_every_link_of_every_page_leads_to_a_file(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    links = [
        (page, link)
        for page in pages
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if not link.startswith(("http://", "https://", "data:"))
    ]
    broken = [(page.name, link) for page, link in links if not (page.parent / link).is_file()]
    assert len(pages) > 12
    assert len(links) > 100
    assert broken == []


def test_a_page_of_the_site_offers_no_form_that_nobody_would_answer(site: Path) -> None:
    page = (site / "pledges" / f"{PLEDGE}.html").read_text(encoding="utf-8")
    assert "<form" not in page
    assert "As known on 22 Aug 2026" in page
    assert "12,498,145" in page


def test_a_second_site_takes_the_place_of_the_first_and_a_failed_one_leaves_it(
    site: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (site / "index.html").read_bytes()

    def fails(_pledge: str, *, is_drawn: bool) -> list[str]:
        return ["/pledges/no-such-pledge"]

    monkeypatch.setattr("offtake.web.site._of_pledge", fails)
    with pytest.raises(SiteFailed, match="no-such-pledge"):
        write_site(site, shelf=shelf, options=Options())
    assert (site / "index.html").read_bytes() == before


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path, shelf: Shelf) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(SiteNotOurs):
        write_site(tmp_path, shelf=shelf, options=Options())
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "years of work"
