"""Bodies under a cap, packed and unpacked, and downloads that go on where they broke off."""

import gzip
import tracemalloc
from collections import deque
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fault_server import ENDLESS_BYTES, FakeTime, Fault, FaultServer
from offtake.errors import BodyCut, BodyTooLarge, StatusRefused
from offtake.http import Client, Patience
from offtake.http.bodies import Unpacker
from offtake.http.troubles import Trouble

BODY = bytes(range(256)) * 4000
ONCE = Patience(tries=1, read_s=10)


def unpacked(pieces: list[bytes], *, cap: int = 10**9) -> bytes:
    unpacker = Unpacker(url="https://publisher.test/", cap=cap)
    found = b"".join(one for piece in pieces for one in unpacker.unpack(piece))
    unpacker.finish()
    return found


@given(st.lists(st.binary(), min_size=1), st.integers(1, 40))
def test_gzip_unpacks_to_what_was_packed_however_it_is_cut_and_joined(
    members: list[bytes], width: int
) -> None:
    packed = b"".join(gzip.compress(one) for one in members)
    pieces = [packed[at : at + width] for at in range(0, len(packed), width)]
    assert unpacked(pieces) == b"".join(members)


@given(st.binary(), st.data())
def test_gzip_that_ends_anywhere_in_the_middle_is_refused(body: bytes, data: st.DataObject) -> None:
    packed = gzip.compress(body)
    end = data.draw(st.integers(0, len(packed) - 1))
    with pytest.raises(Trouble) as raised:
        unpacked([packed[:end]])
    assert isinstance(raised.value.error(1), BodyCut)


def test_gzip_of_exactly_the_cap_is_read_and_one_byte_more_is_not() -> None:
    assert unpacked([gzip.compress(bytes(1000))], cap=1000) == bytes(1000)
    with pytest.raises(Trouble) as raised:
        unpacked([gzip.compress(bytes(1001))], cap=1000)
    assert isinstance(raised.value.error(1), BodyTooLarge)


def test_a_bomb_is_stopped_before_it_fills_the_memory() -> None:
    bomb = gzip.compress(bytes(64 * 1024 * 1024))
    unpacker = Unpacker(url="https://publisher.test/", cap=2 * 1024 * 1024)
    tracemalloc.start()
    with pytest.raises(Trouble):
        deque(unpacker.unpack(bomb), maxlen=0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


def test_an_announced_length_above_the_cap_is_refused_unread(
    server: FaultServer, client: Client
) -> None:
    told: list[int] = []
    url = server.serve("/rows", fault=Fault.HUGE_LENGTH)
    with pytest.raises(BodyTooLarge):
        client.get(url, progress=lambda come, _total: told.append(come))
    assert told == []


def test_an_endless_body_is_read_no_further_than_the_cap(
    server: FaultServer, client: Client
) -> None:
    told: list[tuple[int, int | None]] = []
    url = server.serve("/rows", fault=Fault.ENDLESS)
    with pytest.raises(BodyTooLarge):
        client.get(url, max_bytes=500_000, progress=lambda *one: told.append(one))
    assert max(come for come, _ in told) <= 500_000
    assert {total for _, total in told} == {None}
    assert server.sent_bytes < ENDLESS_BYTES / 2


def test_progress_ends_at_the_announced_length(server: FaultServer, client: Client) -> None:
    told: list[tuple[int, int | None]] = []
    client.get(server.serve("/rows", body=BODY), progress=lambda *one: told.append(one))
    assert told[-1] == (len(BODY), len(BODY))
    assert told == sorted(told)


def test_a_body_of_exactly_the_cap_is_read(server: FaultServer, client: Client) -> None:
    assert client.get(server.serve("/rows", body=BODY), max_bytes=len(BODY)).content == BODY


def test_a_later_call_goes_on_where_a_download_broke_off(
    server: FaultServer, tmp_path: Path
) -> None:
    url, part = server.serve("/rows", body=BODY, fault=Fault.CUT, times=1), tmp_path / "rows.part"
    with server.client(patience=ONCE) as client:
        with pytest.raises(BodyCut) as raised:
            client.get(url, resume_into=part)
        held = part.stat().st_size
        assert 0 < held < len(BODY)
        assert raised.value.kept_bytes == held
        assert f"the {held:,} bytes that came are kept" in str(raised.value)
        fetched = client.get(url, resume_into=part)
    assert (fetched.content, fetched.status) == (BODY, 200)
    headers = server.requests(url)[1].headers
    assert (headers["range"], headers["if-range"]) == (f"bytes={held}-", fetched.etag)
    assert list(tmp_path.iterdir()) == []


def test_a_try_again_goes_on_where_the_last_one_broke_off(
    server: FaultServer, client: Client, tmp_path: Path
) -> None:
    told: list[tuple[int, int | None]] = []
    url = server.serve("/rows", body=BODY, fault=Fault.CUT, times=3)
    fetched = client.get(
        url, resume_into=tmp_path / "rows.part", progress=lambda *one: told.append(one)
    )
    assert fetched.content == BODY
    assert server.count(url) == 4
    assert told == sorted(told)
    assert server.sent_bytes < len(BODY) * 1.1


def test_a_download_whose_bytes_changed_meanwhile_starts_again(
    server: FaultServer, tmp_path: Path
) -> None:
    url, part = server.serve("/rows", body=BODY, fault=Fault.CUT), tmp_path / "rows.part"
    with server.client(patience=ONCE) as client:
        with pytest.raises(BodyCut):
            client.get(url, resume_into=part)
        server.serve("/rows", body=b"another edition")
        assert client.get(url, resume_into=part).content == b"another edition"
    assert "range" in server.requests(url)[1].headers
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_without_a_strong_etag_a_download_starts_again(
    server: FaultServer, tmp_path: Path, etag: str
) -> None:
    url = server.serve("/rows", body=BODY, fault=Fault.CUT, times=1, etag=etag)
    with server.client(patience=ONCE) as client:
        with pytest.raises(BodyCut, match="nothing of it is used") as raised:
            client.get(url, resume_into=tmp_path / "rows.part")
        assert raised.value.kept_bytes == 0
        assert client.get(url, resume_into=tmp_path / "rows.part").content == BODY
    assert "range" not in server.requests(url)[1].headers


def test_the_part_of_another_address_is_never_continued(
    server: FaultServer, tmp_path: Path
) -> None:
    part = tmp_path / "rows.part"
    with server.client(patience=ONCE) as client:
        with pytest.raises(BodyCut):
            client.get(server.serve("/one", body=BODY, fault=Fault.CUT), resume_into=part)
        other = client.get(server.serve("/two", body=BODY[::-1]), resume_into=part)
    assert other.content == BODY[::-1]
    assert "range" not in server.requests("/two")[0].headers


def test_a_part_that_is_as_long_as_the_whole_starts_again(
    server: FaultServer, client: Client, tmp_path: Path
) -> None:
    url, part = server.serve("/rows", body=BODY, fault=Fault.CUT, times=1), tmp_path / "rows.part"
    with server.client(patience=ONCE) as impatient, pytest.raises(BodyCut):
        impatient.get(url, resume_into=part)
    part.write_bytes(BODY)
    assert client.get(url, resume_into=part).content == BODY
    assert server.count(url) == 3


def test_another_stretch_than_the_one_asked_for_is_not_joined(
    server: FaultServer, tmp_path: Path
) -> None:
    url, part = server.serve("/rows", body=BODY, fault=Fault.CUT), tmp_path / "rows.part"
    with server.client(patience=ONCE) as client:
        with pytest.raises(BodyCut):
            client.get(url, resume_into=part)
        server.serve("/rows", body=BODY, fault=Fault.WRONG_RANGE, times=1)
        with pytest.raises(BodyCut, match="another stretch"):
            client.get(url, resume_into=part)
        assert client.get(url, resume_into=part).content == BODY


def test_a_note_that_cannot_be_read_means_starting_again(
    server: FaultServer, client: Client, tmp_path: Path
) -> None:
    part = tmp_path / "rows.part"
    part.write_bytes(b"what is this")
    (tmp_path / "rows.part.version").write_bytes(b"\xff{")
    assert client.get(server.serve("/rows", body=BODY), resume_into=part).content == BODY


def test_a_part_counts_against_the_cap(server: FaultServer, tmp_path: Path) -> None:
    url, part = server.serve("/rows", body=BODY, fault=Fault.CUT, times=1), tmp_path / "rows.part"
    with server.client(patience=ONCE) as client:
        with pytest.raises(BodyCut):
            client.get(url, resume_into=part)
        with pytest.raises(BodyTooLarge):
            client.get(url, resume_into=part, max_bytes=len(BODY) - 1)
    assert list(tmp_path.iterdir()) == []


def test_a_passing_error_leaves_the_part_for_the_next_call(
    server: FaultServer, tmp_path: Path
) -> None:
    url, part = server.serve("/rows", body=BODY, fault=Fault.CUT), tmp_path / "rows.part"
    with server.client(patience=ONCE, time=FakeTime()) as client:
        with pytest.raises(BodyCut):
            client.get(url, resume_into=part)
        server.serve("/rows", body=BODY, fault=Fault.ERROR, times=1)
        with pytest.raises(StatusRefused):
            client.get(url, resume_into=part)
        assert client.get(url, resume_into=part).content == BODY
    assert "range" in server.requests(url)[2].headers


def test_an_unchanged_answer_drops_the_part(
    server: FaultServer, client: Client, tmp_path: Path
) -> None:
    url = server.serve("/rows", body=BODY, etag='"v1"')
    (tmp_path / "rows.part").write_bytes(b"old")
    fetched = client.get(url, etag='"v1"', resume_into=tmp_path / "rows.part")
    assert fetched.is_unchanged
    assert list(tmp_path.iterdir()) == []
