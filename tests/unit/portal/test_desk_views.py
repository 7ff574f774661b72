from __future__ import annotations

from collections.abc import Callable

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.model.user import Role
from syndicator.model.verdict import HoldReason, Urgency
from syndicator.portal.desk.differences import compared
from syndicator.portal.desk.marks import HOLD, TOPIC, excerpts, kinds_in, pieces
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
    reader, path = desk(Role.READER), "/desk?state=released"
    shown: list[str] = []
    while path:
        page = reader.page(path)
        shown += [row.find("a").text_content() for row in page.find_class("what")]
        path = next(map(str, page.xpath("//a[@rel='next']/@href")), "")
    assert shown == [f"Siaran {number}" for number in reversed(range(70))]


def test_the_inbox_shows_stories_once_and_narrows_them_by_all_that_is_asked(desk: Desk, press: Press) -> None:
    gresik = press.publish(
        Release(title="Curanmor di Gresik", unit="polres-gresik", topics=("siber",), urgency=Urgency.URGENT)
    )
    press.publish(Release(title="Salinan curanmor", story=gresik.story_uid, host="polda-jatim.example"))
    press.publish(Release(title="Rapat biasa", text="Rapat 100% koordinasi."))
    reader = desk(Role.READER)

    def shown(query: str) -> list[str]:
        return [row.find("a").text_content() for row in reader.page(f"/desk?{query}").find_class("what")]

    assert shown("") == ["Rapat biasa", "Curanmor di Gresik"]
    for query in (
        "topic=siber",
        "unit=polda-jawa-timur",
        "urgency=2",
        "source=polda-jatim",
        "q=gresik+curanmor",
        "source=2&state=released",
    ):
        assert shown(query) == ["Curanmor di Gresik"], query
    assert shown("q=100%25") == ["Rapat biasa"]
    assert shown("q=gresik&topic=tppo") == []
    assert shown("q=&topic=&unit=&urgency=&source=&state=") == shown("")
    assert "1 salinan" in reader.page("/desk?topic=siber").text_content()
    for query in ("unit=atlantis", "urgency=7", "before=x", f"q={'x' * 201}"):
        assert reader.get(f"/desk?{query}").status_code == 404, query


def test_the_held_queue_begins_with_the_most_urgent_and_of_these_the_oldest(desk: Desk, press: Press) -> None:
    for number in range(12):
        urgency = Urgency.URGENT if number in {5, 7} else Urgency.ROUTINE
        press.publish(Release(title=f"Tahanan {number}", state=BulletinState.HELD, urgency=urgency))
    reader = desk(Role.READER)
    first = reader.page("/desk/held")
    [later] = first.xpath("//a[@rel='next']/@href")
    second = reader.page(str(later))
    told = [row.find("a").text_content() for page in (first, second) for row in page.find_class("what")]
    assert told == [f"Tahanan {number}" for number in (5, 7, 0, 1, 2, 3, 4, 6, 8, 9, 10, 11)]
    for path in ("/desk/held?after=x", f"/desk/held?after=2-{2**63}"):
        assert reader.get(path).status_code == 404, path


def test_the_held_queue_marks_the_exact_passages(desk: Desk, press: Press) -> None:
    press.publish(SENSITIVE)
    page = desk(Role.READER).page("/desk/held")
    assert [mark.text_content() for mark in page.iter("mark")] == ["mencabuli", "NR", "SMP Negeri 3"]
    assert "Kekerasan seksual" in page.text_content()


def test_enter_in_a_field_presses_no_button_of_another_row(desk: Desk, press: Press) -> None:
    """A browser that submits a form by Enter presses the first button that belongs to it, wherever that stands."""
    press.publish(Release(title="Menunggu", state=BulletinState.HELD))
    page = desk(Role.EDITOR).page("/desk")
    [row_form] = page.xpath("//form[@id='row-form']")
    assert not row_form.xpath(".//input[not(@type='hidden')] | .//textarea | .//select")
    assert page.xpath("//button[@form='row-form' and @data-key='r']")
    assert not page.xpath("//*[@form='ask-form']")
    assert [one.get("data-ask") for one in page.xpath("//form[@id='merge']//button")] != [None]


def test_what_no_passage_holds_tells_its_reason(desk: Desk, press: Press) -> None:
    press.publish(Release(title="Dari sumber baru", state=BulletinState.HELD))
    assert "sumbernya tidak dipercaya" in desk(Role.READER).page("/desk/held").text_content()


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
        "rute 1",
        "siaran ini ditarik",
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


def test_pieces_give_the_text_back_whole_and_the_weightiest_evidence_shows() -> None:
    text = "NR dan NRP, NR."
    found = pieces(text, {HOLD: ["NR", "R d", ""], TOPIC: ["dan NRP"]})
    assert "".join(piece.text for piece in found) == text
    assert [(piece.text, piece.kind) for piece in found if piece.marked] == [
        ("NR d", HOLD),
        ("an NRP", TOPIC),
        ("NR", HOLD),
    ]
    assert kinds_in(found) == [HOLD, TOPIC]


def test_a_passage_that_ends_within_a_word_is_found_all_the_same() -> None:
    assert [piece.text for piece in pieces("Desa Sukamaju", {HOLD: ["Desa Suka"]}) if piece.marked] == ["Desa Suka"]


def test_excerpts_are_cut_between_words_and_near_ones_are_one() -> None:
    text = "awal " * 60 + "satu dua tiga " + "tengah " * 60 + "empat " + "akhir " * 60
    found = excerpts(text, {HOLD: ["satu", "tiga", "empat"]}, around=20)
    assert [[piece.text for piece in one if piece.marked] for one in found] == [["satu", "tiga"], ["empat"]]
    words = {word for one in found for piece in one for word in piece.text.split()}
    assert words <= {"awal", "satu", "dua", "tiga", "tengah", "empat", "akhir"}


def test_texts_side_by_side_mark_what_only_one_of_them_has() -> None:
    found = compared("Polisi menangkap dua pelaku, Senin.", "POLISI menangkap tiga pelaku Senin pagi.")
    assert "".join(one.text for one in found.one) == "Polisi menangkap dua pelaku, Senin."
    assert [one.text.strip() for one in found.one if one.differs] == ["dua"]
    assert [one.text.strip() for one in found.other if one.differs] == ["tiga", "pagi."]
    assert 0.5 < found.likeness < 1
    assert compared("", "").one == ()
