import pytest

from insight.errors import UnknownEncodingError
from insight.intake.encodings import ENCODINGS, is_unproven, previews
from insight.intake.read import read

POLISH = "id,name\n1,Łódź\n2,Kraków\n".encode("windows-1250")
CHINESE = "編號,名稱\n1,景點中文名稱與特色\n".encode("big5")


def test_what_cannot_be_western_is_asked_and_never_guessed() -> None:
    with pytest.raises(UnknownEncodingError) as refusal:
        read("a.csv", CHINESE)

    assert str(refusal.value) == (
        "The file is not UTF-8. Choose the encoding, or save it as UTF-8."
    )


def test_a_file_is_read_as_a_person_says() -> None:
    chinese = read("a.csv", CHINESE, encoding="big5")
    polish = read("a.csv", POLISH, encoding="windows-1250")

    assert chinese.columns == ("編號", "名稱")
    assert polish.rows["name"].to_list() == ["Łódź", "Kraków"]
    assert (polish.encoding, polish.notes) == ("windows-1250", ())


def test_what_a_byte_proves_no_answer_changes() -> None:
    table = read("a.csv", "id,name\n1,Łódź\n".encode(), encoding="windows-1250")

    assert (table.encoding, table.rows["name"].item()) == ("utf-8", "Łódź")


def test_an_answer_that_does_not_fit_is_asked_again_with_the_line() -> None:
    with pytest.raises(UnknownEncodingError) as refusal:
        read("a.csv", b"id,name\n1,\x81\x8d\n", encoding="windows-1250")

    assert str(refusal.value) == "Line 2 is not windows-1250. Choose another encoding."


def test_previews_show_the_words_in_every_encoding_that_reads_them() -> None:
    shown = previews(POLISH)

    assert shown["windows-1250"] == "Łódź Kraków"
    assert shown["windows-1252"] == "£ódŸ Kraków"
    assert shown.keys() <= ENCODINGS.keys()
    assert "big5" not in shown


def test_only_what_no_byte_proves_is_to_be_looked_at() -> None:
    encodings = ["utf-8", "utf-16-le", "workbook", "windows-1252", "big5"]

    assert [is_unproven(name) for name in encodings] == [False] * 3 + [True] * 2


def test_a_person_decides_where_most_but_not_all_of_a_file_is_utf_8() -> None:
    content = 'name\n"É.ß€"\n"É€"\n'.encode("cp1252")

    with pytest.raises(UnknownEncodingError, match="Line 2 is not valid UTF-8"):
        read("a.csv", content)

    table = read("a.csv", content, encoding="windows-1252")
    assert table.rows["name"].to_list() == ["É.ß€", "É€"]
