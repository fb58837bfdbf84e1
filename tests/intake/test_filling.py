"""Each export we know fills our tables: its own traps in a small file of each."""

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import pytest

from insight.intake.checked import Checked
from insight.intake.drop import order_of, upserted, validate_drop
from insight.intake.filling import filled_by, recognised, without_second_sources
from insight.intake.mapped_file import MappedFile
from insight.intake.profiles import PROFILES
from insight.intake.profiles.parts import Profile
from insight.intake.questions import open_questions
from insight.intake.read import read
from insight.intake.text_table import TextTable
from insight.schema import TABLES

STRIPE = """\
id,Customer ID,Customer Name,Status,Cancellation Reason,Amount,Interval,Created (UTC),\
Start Date (UTC),Current Period End (UTC),Trial End (UTC),Canceled At (UTC),\
Ended At (UTC),cancellation_details.feedback,plan tier (metadata)
s1,c1,Acme,canceled,cancellation_requested,100.00,month,2023-01-01 09:00,\
2023-01-01 09:00,2024-03-01 00:00,,2024-02-10 08:00,2024-03-01 00:00,too_expensive,x
s2,c1,Acme Ltd,active,,80.00,month,2024-06-01 09:00,\
2024-06-01 09:00,2025-01-01 00:00,,,,,x
s3,c2,Bolt,canceled,payment_failed,20.00,month,2023-01-01 09:00,\
2023-01-01 09:00,2024-03-01 00:00,,2024-03-01 00:00,2024-03-01 00:00,,x
s4,c2,Bolt,active,,50.00,month,2023-01-01 09:00,2023-01-01 09:00,2025-01-01 00:00,,,,,x
s5,c3,Cord,canceled,cancellation_requested,0.00,month,2024-01-01 09:00,\
2024-01-01 09:00,2024-01-15 00:00,2024-01-15 09:00,2024-01-15 00:00,\
2024-01-15 00:00,unused,x
s6,c4,Dune,active,cancellation_requested,10.00,month,2024-01-01 09:00,\
2024-01-01 09:00,2024-12-01 00:00,2024-01-15 09:00,2024-11-20 00:00,,,x
s7,c5,Echo,incomplete_expired,,10.00,month,2024-01-01 09:00,\
2024-01-01 09:00,2024-02-01 00:00,,,,,x
"""
CHARTMOGUL = """\
DATE,CUSTOMER_NAME,MRR_MOVEMENT,MRR,MOVEMENT_TYPE,CURRENCY_CODE,CUSTOMER_EXTERNAL_ID,\
CUSTOMER_UUID,SUBSCRIPTION_EXTERNAL_ID,RANK
2023-01-01T00:00:00Z,Acme,10050,10050,new_biz,EUR,c1,u1,s1,1
2023-06-01T00:00:00Z,Acme,5000,15050,expansion,EUR,c1,u1,s1,1
2024-03-01T00:00:00Z,Acme,-15050,0,churn,EUR,c1,u1,s1,1
2024-09-01T00:00:00Z,Acme,909,909,reactivation,EUR,c1,u1,s2,1
2024-09-02T00:00:00Z,Bolt,12.5,12.5,new_biz,EUR,,u2,s3,1
"""
COMPANIES = """\
Record ID,Company Name,Company Domain Name,Company Owner,Create Date,Industry
9001,Acme,acme.example,Sam,2022-03-14 09:30,Software
9002,Bolt,bolt.example,,2022-03-14 09:30,Retail
"""
DEALS = """\
Record ID,Deal Name,Deal Stage,Close Date,Closed lost reason,Associated Company IDs
1,Acme 24,Closed lost,2024-03-01 17:00,Champion left; new COO; Weather,9001;9002
2,Acme back,Closed won,2024-09-02 10:00,,9001
3,Bolt first,Closed won,2022-03-14 10:00,,9002
4,Bolt more,Qualified to buy,2024-03-14 10:00,,9002
5,Nobody,Closed lost,2024-03-14 10:00,Price,
"""
TICKETS = """\
Summation column,Id,Requester id,Requester external id,Subject,Status,Priority,\
Created at,Solved at,Organization,Reopens
1,1,9,9001,Export fails,Open,Urgent,2024-01-05T08:00:00Z,,Acme,2
1,2,9,,How to?,Closed,-,2024-01-05T08:00:00Z,2024-01-06T08:00:00Z,Bolt,0
1,3,9,9001,Spam,Deleted,Low,2024-01-05T08:00:00Z,,Acme,0
"""
SESSIONS = """\
id,aborted,canceled,saveType,surveyChoiceValue,feedback,mode,createdAt,updatedAt,\
customer.id,customer.subscriptionPeriodEnd,acceptedOffer.guid,acceptedOffer.offerType
e1,false,true,,Budget cut,no money,LIVE,2024-02-10T12:00:00Z,2024-02-10T12:05:00Z,\
9001,2024-03-01T00:00:00Z,,
e2,true,false,ABANDON,Budget,,LIVE,2024-01-10T12:00:00Z,2024-01-10T12:05:00Z,9002,,,
e3,false,false,PAUSE,Budget,,LIVE,2024-01-11T12:00:00Z,2024-01-11T12:05:00Z,9002,,o1,\
PAUSE
e4,false,true,,Budget,,TEST,2024-01-12T12:00:00Z,2024-01-12T12:05:00Z,9002,,,
"""
FORM = """\
Timestamp,Company,How easy was it for you to leave?
2024-03-04 16:00:19,Acme,6
"""
TYPEFORM = """\
#,customer_id,What's the main reason you are leaving?,Other,\
How likely are you to come back (0-10)?,Anything else?,Response Type,\
Start Date (UTC),Submit Date (UTC),Network ID
a1,9001,,We merged with / were acquired by another company,7,,completed,\
2024-03-04 16:00:19,2024-03-04 16:02:39,n1
a2,9002,Too expensive,,3,Bye,completed,2024-03-04 16:00:19,2024-03-04 16:02:39,n1
a3,9001,Too expensive,,3,,partial,2024-03-04 16:00:19,,n1
"""
SURVEYMONKEY = """\
Respondent ID,Collector ID,Start Date,End Date,Custom Data 1,Why did you cancel?,\
How easy was it to leave? (1-7)
1,5,03/14/2024 10:00,03/14/2024 10:05,9001,Missing features,6
"""
DELIGHTED = """\
Survey type,Score,Comment,Person ID,Email,Created at,Customer ID
nps,9,Sad to go,77,a@acme.example,2024-03-05 10:00:00 UTC,9001
nps,10,Happy,78,b@bolt.example,2024-03-05 10:00:00 UTC,9002
"""
CHARGEBEE = """\
subscriptions.id,subscriptions.customer_id,subscriptions.plan_id,subscriptions.status,\
subscriptions.plan_amount,subscriptions.currency_code,subscriptions.started_at,\
subscriptions.activated_at,subscriptions.cancelled_at,subscriptions.cancel_reason,\
subscriptions.cancel_reason_code,subscriptions.billing_period,\
subscriptions.billing_period_unit,customers.company
b1,k1,pro,cancelled,300,USD,2023-01-01,2023-01-01,2024-03-01,,Price,3,month,Kilo
b2,k2,pro,cancelled,100,USD,2023-01-01,2023-01-01,2024-03-01,not_paid,,1,month,Lima
b3,k3,pro,cancelled,100,USD,2024-01-01,,2024-01-15,,,1,month,Mike
b4,k4,pro,non_renewing,1200,USD,2023-01-01,2023-01-01,2024-12-01,,,1,year,Nova
"""
RECURLY = """\
uuid,account_code,email,plan_code,state,currency,quantity,unit_amount,add_on_amount,\
total_recurring_amount,current_period_started_at,current_period_ends_at,trial_ends_at,\
activated_at,canceled_at,expires_at,expiration_reason,ship_address_company_name
r1,k1,k@x.test,pro,expired,USD,2,99,15,213,2024-02-01 00:46:59 PST,\
2024-03-01 00:46:59 PST,,2023-01-01 17:18:46 PST,2024-02-10 22:54:46 PST,\
2024-03-01 00:46:59 PST,Canceled,Kilo
r2,k2,l@x.test,pro,expired,USD,1,990,0,990,2023-03-01 00:46:59 PST,\
2024-03-01 00:46:59 PST,,2023-03-01 17:18:46 PST,,2024-03-01 00:46:59 PST,Non-payment,Lima
r3,k3,m@x.test,pro,expired,USD,1,99,0,99,2024-02-16 00:00:00 UTC,\
2024-03-01 00:00:00 UTC,2024-03-01 00:00:00 UTC,2024-02-16 00:00:00 UTC,,\
2024-03-01 00:00:00 UTC,Nonpayment_trial,Mike
"""
SALESFORCE = """\
Opportunity Name,Account Name,Stage,Close Date,Loss Reason,Main Competitor(s)
Acme 24,Acme,Closed Lost,2024-03-01,Price,Rival
Acme back,Acme,Closed Won,2024-09-01,,
Bolt,Bolt,Negotiation,2024-09-01,,
"""
INTERCOM = """\
Conversation ID,Conversation started at (America/New_York),Company ID,\
Current conversation state,Conversation last closed at (America/New_York),Topics
v1,2024-01-05 08:00:00,9001,Closed,2024-01-06 08:00:00,Export
v2,2024-01-05 08:00:00,9001,Open,2024-01-06 08:00:00,Export again
v3,2024-01-05 08:00:00,,Closed,2024-01-06 08:00:00,A visitor
"""
CHURNZERO = """\
AccountExternalId,Name,IsActive,StartDate,EndDate,cf_ChurnReason
z1,Zeta,false,2023-01-01,2024-03-01,Budget cut
z2,Yard,true,2023-01-01,2025-03-01,
"""
GAINSIGHT = """\
Gsid,Name,Industry,Status,Original Contract Date,Renewal Date,Churn Reason,CSM Name
g1,Zeta,Retail,Churned,2023-01-01,2024-03-01,Merger,Kim
g2,Yard,Retail,Active,2023-01-01,2025-03-01,,Kim
"""
EXPORTS = {
    "Stripe subscriptions": STRIPE,
    "ChartMogul MRR movements": CHARTMOGUL,
    "Chargebee subscriptions": CHARGEBEE,
    "Recurly churned subscriptions": RECURLY,
    "HubSpot companies": COMPANIES,
    "HubSpot deals": DEALS,
    "Salesforce opportunities": SALESFORCE,
    "Zendesk tickets": TICKETS,
    "Intercom conversations": INTERCOM,
    "Churnkey sessions": SESSIONS,
    "Typeform survey": TYPEFORM,
    "SurveyMonkey survey": SURVEYMONKEY,
    "Delighted survey": DELIGHTED,
    "ChurnZero accounts": CHURNZERO,
    "Gainsight companies": GAINSIGHT,
    "Survey": FORM,
}
VENDORS = Path(__file__).parent / "vendors"
for _name in VENDORS.iterdir():
    _content = _name.read_text(encoding="utf-8")
    _found = recognised(read(_name.name, _content.encode()))
    if _found:
        EXPORTS.setdefault(_found.name, _content)
EXIT = """\
exit_id,account_id,exit_date
X1,9001,2024-03-01
"""


@dataclass(frozen=True)
class Filled:
    checked: dict[str, Checked]
    tables: dict[str, pl.DataFrame]

    def rows(self, table: str, *fields: str) -> list[tuple[object, ...]]:
        return self.tables[table].select(fields).sort(fields[0]).rows()


def text_of(content: str) -> TextTable:
    return read("export.csv", content.encode())


def files_of(content: str) -> tuple[MappedFile, ...]:
    text = text_of(content)
    profile = recognised(text)
    assert profile is not None
    return filled_by(text, profile)


def answered(file: MappedFile) -> MappedFile:
    """The file with the first of the columns that may hold its ids."""
    columns = {field: found[0] for field, found in file.text.offered.items()}
    mapping = replace(file.mapping, columns=columns | file.mapping.columns)
    return replace(file, mapping=mapping)


def fill(*contents: str, stored: dict[str, pl.DataFrame] | None = None) -> Filled:
    files = [answered(file) for content in contents for file in files_of(content)]
    checked = validate_drop(files, stored=stored or {})
    tables = {t: s.create_empty() for t, s in TABLES.items()} | (stored or {})
    for place in order_of(files):
        one = checked[place]
        tables[one.table] = upserted(tables[one.table], one.accepted, table=one.table)
    return Filled({c.table: c for c in checked}, tables)


@pytest.fixture(scope="module")
def companies() -> dict[str, pl.DataFrame]:
    filled = fill(COMPANIES)
    exits = TABLES["exits"].create_empty()
    return {"accounts": filled.tables["accounts"], "exits": exits}


@pytest.fixture(scope="module")
def left(companies: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    return companies | {"exits": fill(DEALS, stored=companies).tables["exits"]}


@pytest.mark.parametrize("name", PROFILES)
def test_an_export_is_recognised_whatever_the_order_of_its_columns(name: str) -> None:
    text = text_of(EXPORTS[name])
    turned = text.rows.select(reversed(text.rows.columns))
    found = recognised(text_of(turned.write_csv()))

    assert found is not None
    assert found.name == name


def test_an_ordinary_table_is_no_export() -> None:
    assert recognised(text_of(EXIT)) is None


@pytest.mark.parametrize("name", PROFILES)
def test_rows_in_are_those_stored_refused_and_skipped(name: str) -> None:
    filled = fill(EXPORTS[name], stored=fill(COMPANIES).tables)

    for one in filled.checked.values():
        skipped = sum(one.skipped.values())
        assert one.rows_in == one.accepted.height + one.rows_refused + skipped


def test_stripe_fills_accounts_once_and_leaves_out_what_is_no_exit() -> None:
    filled = fill(STRIPE)

    assert filled.rows("accounts", "account_id", "account_name") == [
        ("c1", "Acme"),
        ("c2", "Bolt"),
        ("c3", "Cord"),
        ("c4", "Dune"),
        ("c5", "Echo"),
    ]
    assert filled.checked["exits"].skipped == {
        "subscriptions that were never paid": 1,
        "subscriptions that run": 3,
        "trials that ended": 1,
        "subscriptions of customers who kept another": 1,
    }
    exits = filled.tables["exits"].select(pl.exclude("last_mrr")).row(0, named=True)
    assert str(exits["exit_date"]) == "2024-03-01"
    assert str(exits["notice_date"]) == "2024-02-10"
    assert exits["stated_reason_code"] == "price_for_value"
    assert exits["voluntary"] is True


def test_stripe_trials_are_trials_and_a_planned_end_is_none() -> None:
    rows = fill(STRIPE).tables["subscriptions"]
    by_id = {row["subscription_id"]: row for row in rows.iter_rows(named=True)}

    assert by_id["s5"]["status"] == "trial"
    assert by_id["s6"]["status"] == "active"
    assert by_id["s6"]["end_date"] is None
    assert str(by_id["s6"]["start_date"]) == "2024-01-01"
    assert "s7" not in by_id


def test_chartmogul_amounts_are_cents_and_reactivations_come_back() -> None:
    filled = fill(CHARTMOGUL)

    phases = filled.tables["subscriptions"].sort("start_date")
    assert [str(amount) for amount in phases["amount"]] == [
        "100.5000",
        "150.5000",
        "9.0900",
    ]
    assert [str(day) for day in phases["end_date"]] == [
        "2023-06-01",
        "2024-03-01",
        "None",
    ]
    assert set(phases["currency"]) == {None}
    assert str(filled.tables["exits"]["last_mrr"].item()) == "150.5000"
    assert str(filled.tables["win_backs"]["mrr"].item()) == "9.0900"


def test_chartmogul_cents_that_are_not_whole_are_refused() -> None:
    refused = fill(CHARTMOGUL).checked["subscriptions"].refused

    assert refused.select("line", "value").rows() == [(6, "12.5 is not whole cents")]


def test_movements_do_not_say_the_subscriptions_of_another_source_again() -> None:
    files = [*files_of(STRIPE), *files_of(CHARTMOGUL)]

    kept = without_second_sources(files, held=())
    alone = without_second_sources(files_of(CHARTMOGUL), held=())
    later = without_second_sources(
        files_of(CHARTMOGUL), held={("subscriptions", "Stripe subscriptions")}
    )

    sources = [f.profile for f in kept if f.mapping.table == "subscriptions"]
    assert sources == ["Stripe subscriptions"]
    assert "subscriptions" in {f.mapping.table for f in alone}
    assert "subscriptions" not in {f.mapping.table for f in later}


def test_hubspot_reasons_of_one_cell_are_one_main_and_others(
    companies: dict[str, pl.DataFrame],
) -> None:
    filled = fill(DEALS, stored=companies)

    assert filled.rows(
        "exits", "account_id", "reason_code", "contributing_reason_codes"
    ) == [("9001", "champion_left", "leadership_change|Weather")]
    assert filled.checked["exits"].skipped == {
        "deals that are not lost": 3,
        "deals of no company": 1,
    }


def test_a_deal_won_after_one_lost_is_a_return_and_a_first_one_is_none(
    companies: dict[str, pl.DataFrame],
) -> None:
    returns = fill(DEALS, stored=companies).tables["win_backs"]

    assert returns["account_id"].to_list() == ["9001"]


def test_zendesk_tickets_find_their_account_by_id_or_by_name(
    companies: dict[str, pl.DataFrame],
) -> None:
    filled = fill(TICKETS, stored=companies)

    assert filled.rows("issues", "issue_id", "account_id", "severity") == [
        ("1", "9001", "high"),
        ("2", "9002", "medium"),
    ]
    assert filled.checked["issues"].skipped == {"deleted tickets": 1}


def test_churnkey_saves_are_no_churn_and_tests_are_nothing(
    companies: dict[str, pl.DataFrame],
) -> None:
    filled = fill(SESSIONS, stored=companies)

    assert filled.rows("cancellation_requests", "request_id", "outcome") == [
        ("e1", "exited"),
        ("e2", "withdrawn"),
        ("e3", "saved"),
    ]
    assert filled.rows("exits", "account_id", "stated_reason_code") == [
        ("9001", "budget_cut")
    ]
    assert filled.rows("save_offers", "offer_id", "response") == [("e3/o1", "accepted")]


def test_typeform_answers_go_to_the_exit_nearby(left: dict[str, pl.DataFrame]) -> None:
    filled = fill(TYPEFORM, stored=left)

    assert filled.rows("exits", "account_id", "reason_code", "stated_reason_code") == [
        ("9001", "champion_left", "merger")
    ]
    assert filled.rows("offboarding", "exit_id", "asked_to_return_0_10") == [
        ("9001/2024-03-01", 7)
    ]
    assert filled.checked["exits"].skipped == {
        "answers that were not submitted": 1,
        "rows with no exit of the customer near that day": 1,
    }


def test_a_survey_without_a_customer_asks_once_which_column_says_it() -> None:
    files = files_of(TYPEFORM.replace("customer_id", "Their company"))

    asked = [q for f in files for q in open_questions(f.text, f.mapping)]

    assert {question.asked_as for question in asked} == {"account_id"}
    assert {"Their company"} < set(asked[0].options)


def test_surveymonkey_and_delighted_scores_go_to_the_exit_nearby(
    left: dict[str, pl.DataFrame],
) -> None:
    monkey, delighted = (fill(c, stored=left) for c in (SURVEYMONKEY, DELIGHTED))

    assert monkey.rows("offboarding", "exit_id", "ease_1_7") == [("9001/2024-03-01", 6)]
    assert delighted.rows("offboarding", "exit_id", "exit_nps_0_10") == [
        ("9001/2024-03-01", 9)
    ]


def test_chargebee_cancellations_are_exits_but_those_of_trials() -> None:
    filled = fill(CHARGEBEE)

    assert filled.rows("exits", "account_id", "reason_code", "voluntary") == [
        ("k1", "not_asked", True),
        ("k2", "payment_failed", False),
    ]
    assert filled.rows("subscriptions", "subscription_id", "billing_interval") == [
        ("b1", "quarter"),
        ("b2", "month"),
        ("b3", "month"),
        ("b4", "year"),
    ]


def test_recurly_churn_without_a_decision_is_a_failed_payment() -> None:
    filled = fill(RECURLY)

    paid = filled.tables["subscriptions"].sort("subscription_id")
    assert paid.select(
        "status", "billing_interval", amount=pl.col("amount").cast(int)
    ).rows() == [
        ("active", "month", 213),
        ("active", "year", 990),
        ("trial", "month", 99),
    ]
    assert filled.rows("exits", "account_id", "reason_code", "voluntary") == [
        ("k1", "not_asked", True),
        ("k2", "payment_failed", False),
    ]


def test_salesforce_opportunities_find_their_account_by_name(
    companies: dict[str, pl.DataFrame],
) -> None:
    filled = fill(SALESFORCE, stored=companies)

    assert filled.rows("exits", "account_id", "reason_code", "competitor") == [
        ("9001", "price_for_value", "Rival")
    ]
    assert filled.tables["win_backs"]["account_id"].to_list() == ["9001"]


def test_an_open_intercom_conversation_is_not_resolved(
    companies: dict[str, pl.DataFrame],
) -> None:
    filled = fill(INTERCOM, stored=companies)

    resolved = filled.tables["issues"].sort("issue_id")["resolved_date"]
    assert [str(day) for day in resolved] == ["2024-01-06", "None"]
    assert filled.checked["issues"].skipped == {"conversations of no company": 1}


@pytest.mark.parametrize(
    ("export", "reason"), [(CHURNZERO, "budget_cut"), (GAINSIGHT, "merger")]
)
def test_success_platforms_tell_who_left_and_why(export: str, reason: str) -> None:
    filled = fill(export)

    assert filled.tables["accounts"].height == 2
    assert filled.tables["exits"]["reason_code"].to_list() == [reason]


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_profile_that_a_person_forces_on_a_stranger_loses_no_row(
    profile: Profile,
) -> None:
    text = read("other.csv", b"colour,size\nred,1\nblue,2\n")

    filled = filled_by(text, profile)

    assert {file.text.rows_in for file in filled} == {2}
