from insight.intake.by_values import fields_by_values
from insight.intake.read import read
from insight.intake.sample import sample_of

LONG = "We merged with another company and its group has chosen one tool for all of us."


def told(table: str, header: str, *rows: str) -> dict[str, str]:
    sample = sample_of(read("x.csv", "\n".join((header, *rows)).encode()))
    return dict(fields_by_values(sample, table, sample.values.keys()))


def test_amounts_names_and_long_text_are_told_by_their_values() -> None:
    found = told("exits", "Qx;Zu;Vv", f"Acme;€120;{LONG}", f"Blue;€300;{LONG} Yes.")

    assert found == {"account_id": "Qx", "last_mrr": "Zu", "comment": "Vv"}


def test_scores_are_told_by_their_scale() -> None:
    found = told("offboarding", "Qx;Zu;Vv", "Acme;9;6", "Blue;3;7", "Cedar;10;2")

    assert found == {"exit_nps_0_10": "Zu", "ease_1_7": "Vv"}


def test_two_columns_that_may_be_it_are_none() -> None:
    found = told("exits", "Qx;Zu;Vv", "Acme;Rot;€1", "Blue;Gelb;2 €")

    assert found == {"last_mrr": "Vv"}
