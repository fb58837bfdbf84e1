import json
import re
from html.parser import HTMLParser

import pytest

from insight.review.pack import Pack
from insight.review.page import mail_page, page


class Outline(HTMLParser):
    """The texts and tags of a page, and every address it names."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [
            value or "" for name, value in attrs if name in {"src", "href"}
        ]

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["script"]:
            self.texts.append(data)


def outline(html: str) -> Outline:
    read = Outline()
    read.feed(html)
    return read


@pytest.fixture(scope="module")
def made(sample_pack: Pack) -> str:
    return page(sample_pack)


def test_the_page_asks_nobody_for_anything(made: str) -> None:
    read = outline(made)

    assert read.addresses == []
    assert not {"link", "img", "iframe"} & set(read.tags)
    assert "default-src 'none'" in made


def test_its_figures_hold_the_numbers_of_the_metrics(
    made: str, sample_pack: Pack
) -> None:
    (figures,) = re.findall(r"const figures = (\[.*\]);", made)

    for figure, signal in zip(json.loads(figures), sample_pack.signals, strict=True):
        line = next(
            trace
            for trace in figure["data"]
            if trace.get("line", {}).get("width") == 1 and not trace["line"].get("dash")
        )
        assert line["y"] == signal.points["value"].drop_nulls().to_list()


def test_it_says_findings_basis_and_definitions(made: str, sample_pack: Pack) -> None:
    texts = " ".join(outline(made).texts)

    for signal in sample_pack.signals:
        assert signal.finding in texts
        assert signal.basis in texts
        assert signal.limits in texts
    assert "As of 28 Feb 2026 · grace 30 days · as known now · Segment: ent" in texts
    assert "Sample data, invented customers" in texts


@pytest.mark.parametrize("form", [page, mail_page])
def test_text_from_files_is_never_markup(
    hostile_pack: Pack, sample_pack: Pack, form: type
) -> None:
    made = form(hostile_pack)
    read, usual = outline(made), outline(form(sample_pack))

    assert "<script>alert(1)</script>" in " ".join(read.texts)
    assert "{{ 7 * 7 }}" in " ".join(read.texts)
    assert read.tags.count("script") == usual.tags.count("script")
    assert "img" not in read.tags
    assert not any(mark in made for mark in "\x00\ud800\u202e")
