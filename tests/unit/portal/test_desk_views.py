from __future__ import annotations

from collections.abc import Callable

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.model.user import Role
from syndicator.model.verdict import HoldReason
from syndicator.portal.desk.marks import excerpts, pieces
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release

Desk = Callable[[Role], Browser]
SENSITIVE = Release(
    title="Polisi tangkap pelaku",
    text="Pelaku diduga mencabuli NR (14), siswi SMP Negeri 3.\nNRP anggota tidak disebut.",
    state=BulletinState.HELD,
    holds=(
        HoldReason("sexual-violence", "mencabuli"),
        HoldReason("identity", "NR"),
        HoldReason("identity", "SMP Negeri 3"),
    ),
)


def test_the_inbox_shows_all_states_and_narrows_to_one(desk: Desk, press: Press) -> None:
    press.publish(Release(title="Sudah terbit"))
    press.publish(Release(title="Masih ditahan", state=BulletinState.HELD))
    reader = desk(Role.READER)
    everything = reader.page("/desk").text_content()
    assert "Sudah terbit" in everything
    assert "Masih ditahan" in everything
    assert "Polresta Balikpapan" in everything
    assert "polresta-balikpapan.example" in everything
    held = reader.page("/desk?state=held").find_class("what")
    assert [row.find("a").text_content() for row in held] == ["Masih ditahan"]
    assert reader.get("/desk?state=nothing").status_code == 404


def test_the_inbox_leads_through_everything(desk: Desk, press: Press) -> None:
    for number in range(70):
        press.publish(Release(title=f"Siaran {number}"))
    reader = desk(Role.READER)
    first = reader.page("/desk?state=released")
    [older] = first.xpath("//a[@rel='next']/@href")
    second = reader.page(older)
    shown = [row.find("a").text_content() for page in (first, second) for row in page.find_class("what")]
    assert shown == [f"Siaran {number}" for number in reversed(range(70))]
    assert not second.xpath("//a[@rel='next']")


def test_the_held_queue_marks_the_exact_passages(desk: Desk, press: Press) -> None:
    press.publish(SENSITIVE)
    page = desk(Role.READER).page("/desk/held")
    assert [mark.text_content() for mark in page.iter("mark")] == ["mencabuli", "NR", "SMP Negeri 3"]
    assert "Kekerasan seksual" in page.text_content()


def test_what_no_passage_holds_tells_its_reason(desk: Desk, press: Press) -> None:
    press.publish(Release(title="Dari sumber baru", state=BulletinState.HELD))
    assert "its source is not trusted" in desk(Role.READER).page("/desk/held").text_content()


def test_the_held_count_stands_on_every_page(desk: Desk, press: Press) -> None:
    for _ in range(3):
        press.publish(Release(state=BulletinState.HELD))
    [count] = desk(Role.READER).page("/desk").xpath("//nav[@class='sections']//*[@class='count']")
    assert count.text_content() == "3"


def test_a_bulletin_tells_its_whole_trace(desk: Desk, press: Press, service: Service) -> None:
    bulletin = press.publish(Release(channels=("hook",)))
    press.publish(Release(title="Salinannya", story=bulletin.story_uid, host="polda-kaltim.example"))
    press.correct(bulletin, Release(title="Judul yang diralat"))
    service.editing.withdraw(bulletin.id, actor="chief", reason="keliru")
    told = " ".join(desk(Role.READER).page(f"/desk/bulletins/{bulletin.id}").text_content().split())
    for words in (
        "Judul yang diralat",
        "Polresta Balikpapan gelar rapat koordinasi",
        "https://polresta-balikpapan.example/feed/",
        "Salinannya",
        "route 1",
        "the bulletin was withdrawn",
        "Diralat oleh sumbernya",
        "Revisi 2",
        "chief",
        "keliru",
    ):
        assert words in told


def test_a_bulletin_that_is_not_there_is_not_found(desk: Desk) -> None:
    reader = desk(Role.READER)
    for path in (
        "/desk/bulletins/999",
        "/desk/bulletins/0",
        "/desk/bulletins/x",
        f"/desk/bulletins/{2**63}",
        "/desk?before=0",
    ):
        assert reader.get(path).status_code == 404


def test_nothing_of_the_desk_is_kept_on_the_way(desk: Desk, press: Press) -> None:
    bulletin = press.publish(SENSITIVE)
    reader = desk(Role.READER)
    for path in ("/desk", "/desk/held", f"/desk/bulletins/{bulletin.id}", "/desk/login", "/desk/nothing"):
        assert reader.get(path).headers["cache-control"] == "no-store"


def test_pieces_give_the_text_back_whole() -> None:
    text = "NR dan NRP, NR."
    found = pieces(text, ["NR", "R d", ""])
    assert "".join(piece.text for piece in found) == text
    assert [piece.text for piece in found if piece.marked] == ["NR d", "NR"]


def test_a_passage_that_ends_within_a_word_is_found_all_the_same() -> None:
    assert [piece.text for piece in pieces("Desa Sukamaju", ["Desa Suka"]) if piece.marked] == ["Desa Suka"]


def test_excerpts_are_cut_between_words_and_near_ones_are_one() -> None:
    text = "awal " * 60 + "satu dua tiga " + "tengah " * 60 + "empat " + "akhir " * 60
    found = excerpts(text, ["satu", "tiga", "empat"], around=20)
    assert [[piece.text for piece in one if piece.marked] for one in found] == [["satu", "tiga"], ["empat"]]
    words = {word for one in found for piece in one for word in piece.text.split()}
    assert words <= {"awal", "satu", "dua", "tiga", "tengah", "empat", "akhir"}
