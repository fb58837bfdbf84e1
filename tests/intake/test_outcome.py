from datetime import date
from hashlib import sha256

from insight.intake.checked import Checked
from insight.intake.drop import MappedFile, validate_drop
from insight.intake.mapping import propose
from insight.intake.outcome import latest_day, to_store
from insight.intake.read import read
from insight.store.uploads import NewUpload

TODAY = date(2025, 6, 7)


def checked(*rows: str) -> tuple[Checked, ...]:
    content = "\n".join(("account_id,start_date,do_not_contact_before", *rows))
    text = read("accounts.csv", content.encode())
    return validate_drop([MappedFile(text, propose(text))])


def test_the_data_speaks_up_to_its_latest_day_that_is_not_in_the_future() -> None:
    files = checked("A1,2024-01-02,2031-01-01", "A2,2024-05-06,")
    later = date(2025, 2, 1)

    rested = checked("A1,2024-01-02,2025-01-01")

    assert latest_day(files, stored=None, today=TODAY) == date(2024, 5, 6)
    assert latest_day(rested, stored=None, today=TODAY) == date(2024, 1, 2)
    assert latest_day(files, stored=later, today=TODAY) == later


def test_data_without_a_day_speaks_up_to_today() -> None:
    assert latest_day(checked("A1,,"), stored=None, today=TODAY) == TODAY


def test_a_checked_file_is_stored_under_its_name_and_its_bytes() -> None:
    content = b"account_id,start_date\nA1,2024-01-02\nA2,2024-13-01\n"
    text = read("accounts.csv", content)
    file = MappedFile(text, propose(text))
    (only,) = validate_drop([file])

    upload = NewUpload(**to_store(file, only))

    named = (upload.file_name, upload.sha256, upload.table, upload.rows_in)
    assert named == ("accounts.csv", sha256(content).hexdigest(), "accounts", 2)
    assert upload.accepted["account_id"].to_list() == ["A1"]
    assert upload.refused.height == 1
