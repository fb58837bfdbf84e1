"""What speaks for and against each kind of list, as weights to be summed.

A sign is a meaning that some column's name has (`words/`), or the role of a date
(`date_roles`) followed by `_date`, or one of `detection`'s own. A kind is possible
where at least one of its `gates` has all its signs.
"""

from dataclasses import dataclass

_Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Signs:
    """What a kind of list is told by.

    Attributes:
        weights: How much each sign speaks for the kind; below zero, against it.
        gates: Signs that only together make the kind possible; any one line will do.
    """

    weights: _Weights
    gates: tuple[frozenset[str], ...] = ()

    def is_possible(self, signs: frozenset[str]) -> bool:
        """Do the signs pass one of the gates?"""
        return any(gate <= signs for gate in self.gates)

    def score(self, signs: frozenset[str]) -> float:
        """The sum of what the signs say."""
        return sum(self.weights.get(sign, 0.0) for sign in signs)


def _gates(*lines: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(line.split()) for line in lines)


def _against(weight: float, signs: str) -> _Weights:
    return dict.fromkeys(signs.split(), -weight)


SIGNS: dict[str, Signs] = {
    "accounts": Signs(
        {
            "account": 1,
            "account_name": 1.5,
            "segment": 2,
            "region": 1.5,
            "industry": 2,
            "owner": 1,
            "start_date": 1.5,
            "consent": 1.5,
            "parent": 1.5,
            "test": 1,
            "unique_accounts": 1,
            "plan": 0.25,
            "mrr": 0.25,
            "arr": 0.25,
            "leave_date": -0.25,
        }
        | _against(4, "repeated_accounts employee order")
        | _against(3, "ticket priority invoice invoice_date offer_date request_date")
        | _against(3, "renewal_date deal return_date survey_date order_date")
        | _against(2, "subject due_date offer subscription_id score job survey refund")
        | _against(2, "foreign_date ticket_date payment submit_date deal_date")
        | _against(1, "contact email interval plain_date end_date open_date reason")
        | _against(1, "resolve_date notice_date response_date competitor renew"),
        _gates(
            "account segment",
            "account industry",
            "account region",
            "account owner",
            "account start_date account_name",
            "account start_date unique_accounts",
            "account consent",
            "account parent",
            "account test",
            "account account_name account_id",
        ),
    ),
    "subscriptions": Signs(
        {
            "subscription_id": 3,
            "subscription": 0.5,
            "contract": 0.5,
            "plan": 1.5,
            "interval": 2,
            "mrr": 1.5,
            "amount": 1,
            "arr": 0.5,
            "start_date": 2,
            "end_date": 1.5,
            "leave_date": 0.5,
            "trial_date": 1,
            "trial": 0.5,
            "status": 0.75,
            "quantity": 0.5,
            "currency": 0.25,
            "repeated_accounts": 0.5,
        }
        | _against(4, "invoice_date ticket employee order")
        | _against(3, "invoice priority offer_date score request_date deal return_date")
        | _against(2, "due_date subject survey offer renewal_date refund ticket_date")
        | _against(1, "segment industry region job foreign_date payment tax")
        | _against(0.5, "owner reason email contact plain_date"),
        _gates(
            "start_date mrr",
            "start_date arr plan",
            "start_date arr subscription_id",
            "start_date amount plan",
            "start_date amount subscription_id",
            "start_date amount interval",
            "start_date amount contract",
            "start_date amount end_date",
        ),
    ),
    "cancellation_requests": Signs(
        {
            "request_date": 4,
            "request_id": 2.5,
            "request": 0.5,
            "notice_date": 1.5,
            "outcome": 2,
            "scope": 1,
            "leave": 0.5,
            "effective_date": 1,
            "end_date": 0.5,
            "resolve_date": 0.5,
            "reason": 0.5,
            "status": 0.5,
        }
        | _against(4, "employee order invoice_date")
        | _against(3, "ticket priority offer_date invoice")
        | _against(2, "offer subject return_date return deal refund quantity")
        | _against(1, "leave_date mrr renewal_date segment competitor"),
        _gates(
            "request_date leave",
            "request_date outcome",
            "request_date scope",
            "request_date reason",
            "notice_date outcome",
        ),
    ),
    "exits": Signs(
        {
            "leave_date": 4,
            "end_date": 1.5,
            "effective_date": 0.5,
            "plain_date": 0.5,
            "unknown_date": 0.5,
            "notice_date": 1.5,
            "leave": 2,
            "reason": 2,
            "competitor": 1.5,
            "mrr": 1,
            "comment": 0.5,
            "category": 0.25,
            "request_date": -0.5,
        }
        | _against(4, "renewal_date return_date offer_date employee invoice")
        | _against(3, "ticket priority deal survey_date order return renew")
        | _against(2, "due_date offer accept request_id open_date invoice_date job")
        | _against(1.5, "payment outcome score subject ticket_date deal_date")
        | _against(1, "email repeated_accounts submit_date foreign_date interval"),
        _gates(
            "leave_date",
            "end_date leave",
            "end_date reason",
            "end_date competitor",
            "effective_date leave",
            "plain_date leave",
            "plain_date reason mrr",
            "exit_id reason",
            "unknown_date leave",
        ),
    ),
    "win_backs": Signs(
        {
            "return_date": 5,
            "return": 2,
            "plain_date": 0.5,
            "trigger": 1,
            "offer": 0.5,
            "reason": 0.5,
            "mrr": 0.5,
        }
        | _against(4, "order invoice_date employee survey_date renewal_date")
        | _against(3, "ticket priority refund invoice quantity")
        | _against(3, "leave_date")
        | _against(2, "score request_date subject deal"),
        _gates("return_date", "plain_date return"),
    ),
    "offboarding": Signs(
        {
            "exit_id": 2.5,
            "effort": 3,
            "score": 1.5,
            "resolve_date": 0.5,
            "request_date": 0.5,
        }
        | _against(3, "leave_date ticket priority invoice")
        | _against(1, "reason mrr survey_date"),
        _gates("exit_id effort", "exit_id score", "exit_id resolve_date"),
    ),
    "save_offers": Signs(
        {
            "offer_date": 4,
            "offer": 2.5,
            "accept": 1.5,
            "outcome": 1,
            "respond": 1.5,
            "response_date": 1,
            "request_id": 1,
            "plain_date": 0.25,
        }
        | _against(4, "order employee invoice")
        | _against(3, "deal return_date return ticket leave_date")
        | _against(1, "mrr start_date"),
        _gates(
            "offer_date",
            "plain_date offer accept",
            "plain_date offer outcome",
            "plain_date offer respond",
        ),
    ),
    "issues": Signs(
        {
            "ticket": 2,
            "ticket_id": 1.5,
            "priority": 2.5,
            "subject": 2,
            "ticket_date": 2,
            "open_date": 2,
            "submit_date": 1.5,
            "start_date": 1,
            "resolve_date": 1.5,
            "status": 1,
            "category": 0.25,
            "request": 0.25,
            "plain_date": 0.25,
        }
        | _against(4, "employee order invoice_date")
        | _against(3, "leave_date return_date invoice mrr offer_date renewal_date")
        | _against(2, "offer segment interval deal request_date competitor"),
        _gates(
            "ticket open_date",
            "ticket ticket_date",
            "ticket start_date",
            "ticket submit_date",
            "ticket plain_date subject",
            "ticket plain_date priority",
            "priority open_date",
            "priority start_date",
            "priority submit_date",
            "subject open_date",
            "subject start_date status",
        ),
    ),
    "contacts": Signs(
        {
            "email": 2,
            "contact": 2,
            "contact_id": 1.5,
            "job": 2.5,
            "champion": 2.5,
            "phone": 1,
            "account": 0.5,
            "leave_date": 0.25,
            "repeated_accounts": 0.25,
        }
        | _against(3, "ticket priority invoice score invoice_date return_date mrr")
        | _against(3, "employee order survey deal offer renewal_date")
        | _against(2, "reason segment industry start_date amount plan interval")
        | _against(1, "owner region"),
        _gates("contact email", "contact job", "email job", "champion contact"),
    ),
    "fx_rates": Signs(
        {"currency": 3, "rate": 3} | _against(4, "account mrr subscription plan"),
        _gates("currency rate"),
    ),
}
"""Our tables."""

OTHERS: dict[str, Signs] = {
    "invoices or payments": Signs(
        {
            "invoice_date": 3.5,
            "invoice": 2.5,
            "due_date": 2,
            "payment": 1.5,
            "refund": 1.5,
            "tax": 1,
            "amount": 1,
            "currency": 0.25,
            "repeated_accounts": 1,
            "plain_date": 0.5,
        }
    ),
    "renewals": Signs(
        {
            "renewal_date": 4,
            "renew": 2.5,
            "end_date": 1,
            "arr": 0.5,
            "owner": 0.5,
            "deal": 0.5,
            "contract": 0.5,
        }
    ),
    "a survey": Signs(
        {
            "score": 3,
            "survey_date": 3,
            "survey": 2.5,
            "submit_date": 1.5,
            "response_date": 1.5,
            "respond": 1,
            "comment": 1,
            "effort": 1,
            "email": 0.5,
            "plain_date": 0.25,
        }
    ),
    "deals": Signs(
        {
            "deal": 3,
            "deal_date": 2,
            "resolve_date": 1,
            "amount": 1,
            "owner": 0.5,
            "status": 0.5,
        }
    ),
    "orders": Signs(
        {"order": 4, "foreign_date": 2, "quantity": 1, "refund": 1, "amount": 0.5}
    ),
    "employees": Signs({"employee": 4, "foreign_date": 2, "job": 1}),
    "use of the product": Signs({"update_date": 2, "activity": 2.5, "quantity": 0.5}),
}
"""Lists that none of our tables holds."""
