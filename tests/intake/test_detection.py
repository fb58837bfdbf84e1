import pytest

from insight.errors import UnknownTableError
from insight.intake.detection import detect_tables
from insight.intake.mapping import propose
from insight.intake.read import read

ID, DAY, OTHER_DAY, MRR = "Acme GmbH", "2025-03-01", "2025-04-15", "120"


def detected(header: str, *rows: str) -> str:
    text = read("export.csv", "\n".join([header, *rows]).encode())
    return " ".join(detect_tables(text))


def test_customers_named_again_and_again_are_no_list_of_accounts() -> None:
    rows = [f"A{one},2024-01-01,2025-01-01,{one}0" for one in (1, 1, 2, 2)]

    assert detected("customer_id,start_date,end_date,amount", *rows) == "subscriptions"


@pytest.mark.parametrize(
    "header",
    [
        "Customer,Churn Date,Reason,MRR",
        "Client,Cancelled On,Why,MRR",
        "Kunde,Gekündigt zum,Grund,Umsatz mtl.",
        "Client,Date de résiliation,Motif,Revenu mensuel",
        "Cliente,Fecha de baja,Motivo,Cuota mensual",
        "Cliente,Data de cancelamento,Motivo,Mensalidade",
        "Klant,Opzegdatum,Reden,Maandomzet",
        "Cliente,Data disdetta,Motivo,Canone mensile",
    ],
)
def test_a_churn_log_is_a_list_of_exits(header: str) -> None:
    rows = (f"{ID},{DAY},Too dear,{MRR}", f"Blue Ltd,{OTHER_DAY},Merger,300")

    assert detected(header, *rows) == "exits"


@pytest.mark.parametrize(
    ("header", "stayed", "left", "tables"),
    [
        (
            "Customer,Segment,Owner,Customer Since,Churned On,Reason",
            f"{ID},smb,Ann,{DAY},,",
            f"Blue Ltd,ent,Bob,{DAY},{OTHER_DAY},Price",
            "accounts exits",
        ),
        (
            "Sub ID,Customer,Plan,Start,End,MRR,Churn Reason",
            f"S1,{ID},pro,{DAY},,{MRR},",
            f"S2,Blue Ltd,pro,{DAY},{OTHER_DAY},{MRR},Price",
            "subscriptions exits",
        ),
        (
            "Sub ID,Customer,Plan,Start,End,MRR",
            f"S1,{ID},pro,{DAY},,{MRR}",
            f"S2,Blue Ltd,pro,{DAY},{OTHER_DAY},{MRR}",
            "subscriptions",
        ),
    ],
)
def test_a_list_of_customers_may_tell_of_their_exits_too(
    header: str, stayed: str, left: str, tables: str
) -> None:
    assert detected(header, stayed, left) == tables


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Customer,Renewal Date,ARR,Owner", f"{ID},{DAY},1200,Ann"),
        ("Invoice Number,Customer,Invoice Date,Amount", f"R1,{ID},{DAY},120"),
        ("Customer,Survey Date,NPS,Comment", f"{ID},{DAY},7,Fine"),
        ("Customer,Date,MRR", f"{ID},{DAY},{MRR}"),
        ("Customer,Close Date,Stage,Amount", f"{ID},{DAY},Closed won,{MRR}"),
        ("Order,Customer,Return Date,Refund", f"B1,{ID},{DAY},20"),
        ("Account,Term End,Outcome,Churn Reason", f"{ID},{DAY},Renewed,Price"),
        ("Customer,Date,Reason,MRR", f"{ID},{DAY},Price,{MRR}"),
        ("Company,Lost Date,Lost Reason,Amount", f"{ID},{DAY},Price,{MRR}"),
        ("Customer,Champion Left On,MRR", f"{ID},{DAY},{MRR}"),
        ("Customer,Trial Cancelled On,Reason", f"{ID},{DAY},Price"),
        ("Customer,Win-back Email Sent,Opened", f"{ID},{DAY},yes"),
        ("Customer,Cancellation Email Sent,Reason", f"{ID},{DAY},Price"),
        ("Name,Department,Left On,Reason", f"Ann,IT,{DAY},Price"),
        ("Customer,Exit interview date,Main reason", f"{ID},{DAY},Price"),
        ("Kunde,Gespräch am,Grund", f"{ID},{DAY},Price"),
        ("Client,Entretien de sortie le,Motif", f"{ID},{DAY},Price"),
    ],
)
def test_a_list_of_another_kind_is_a_question(header: str, row: str) -> None:
    with pytest.raises(UnknownTableError, match="Choose the table"):
        detected(header, row)


def test_wishes_that_lie_behind_every_notice_are_no_exits() -> None:
    rows = [f"Acme {n},2025-03-0{n},2025-12-3{n % 2},Price" for n in range(1, 6)]

    with pytest.raises(UnknownTableError):
        detected("Customer,Notice Received,Cancels On,Reason", *rows)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Ex-customer,Left on,Took up with,Said", "Ex-customer"),
        ("Ehemaliger Kunde,Gekündigt am,Jetzt bei,Grund", "Ehemaliger Kunde"),
        ("Ancien client,Parti le,Chez,Motif", "Ancien client"),
    ],
)
def test_a_former_customer_is_the_account(header: str, column: str) -> None:
    text = read("x.csv", f"{header}\nAcme Ltd,{DAY},Rival,Price".encode())

    assert propose(text, table="exits").columns["account_id"] == column


def test_a_figure_about_customers_is_not_what_the_list_is_about() -> None:
    rows = [f"Acme {n},2025-03-0{n},{n * n},{n + 3},5" for n in range(1, 6)]
    header = "Customer,Churn Date,Tickets last 90d,Health score,NPS"

    assert detected(header, *rows) == "exits"


def test_the_question_names_the_two_tables_and_what_speaks_for_each() -> None:
    with pytest.raises(UnknownTableError) as asked:
        detected("Customer,Churn Date,Won Back On,Reason", f"{ID},{DAY},{DAY},Price")

    assert set(asked.value.candidates) == {"exits", "win_backs"}
    assert "“Won Back On”" in str(asked.value)


@pytest.mark.parametrize(
    "header",
    [
        "Practice,Date lost,Root cause",
        "Verein;Austrittsdatum;Ursache",
        "Beëindigd;Huurder;Reden vertrek",
    ],
)
def test_the_one_column_whose_name_says_nothing_holds_the_accounts(header: str) -> None:
    mark = ";" if ";" in header else ","
    rows = [
        mark.join(_cell(column, n) for column in header.split(mark))
        for n in range(1, 6)
    ]
    text = read("x.csv", "\n".join((header, *rows)).encode())

    assert detect_tables(text) == ("exits",)
    assert propose(text, table="exits").missing() == ()


def _cell(column: str, n: int) -> str:
    if column in {"Practice", "Verein", "Huurder"}:
        return f"Acme {n} Ltd"
    if column in {"Root cause", "Ursache", "Reden vertrek"}:
        return ("Too expensive", "Merged")[n % 2]
    return f"2025-03-0{n}"


@pytest.mark.parametrize(
    "name",
    [
        "Current Period End",
        "current_term_end",
        "Fin de la période en cours",
        "Huidige periode tot",
    ],
)
def test_the_end_of_the_current_period_ends_no_subscription(name: str) -> None:
    header = f"Subscription ID,Customer,Status,Start,{name},MRR"
    rows = (
        "S1,A,active,2024-01-01,2026-12-31,100",
        "S2,B,active,2024-02-01,2026-12-31,50",
    )
    text = read("x.csv", "\n".join((header, *rows)).encode())

    assert "end_date" not in propose(text, table="subscriptions").columns
