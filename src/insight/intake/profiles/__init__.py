"""Exports we know, one file per product, recognised by the shape of their header."""

from insight.intake.profiles import (
    chargebee,
    chartmogul,
    churnkey,
    churnzero,
    gainsight,
    hubspot,
    intercom,
    paddle,
    pipedrive,
    recurly,
    salesforce,
    stripe,
    surveys,
    tickets,
    zendesk,
    zuora,
)
from insight.intake.profiles.parts import Profile

PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        stripe.SUBSCRIPTIONS,
        chartmogul.MRR_MOVEMENTS,
        chartmogul.CUSTOMERS,
        chargebee.SUBSCRIPTIONS,
        recurly.CHURNED_SUBSCRIPTIONS,
        paddle.SUBSCRIPTIONS,
        zuora.SUBSCRIPTIONS,
        hubspot.COMPANIES,
        hubspot.DEALS,
        salesforce.OPPORTUNITIES,
        salesforce.ACCOUNTS,
        pipedrive.DEALS,
        zendesk.TICKETS,
        tickets.ZENDESK_EXPLORE,
        tickets.FRESHDESK,
        tickets.HUBSPOT,
        intercom.CONVERSATIONS,
        churnkey.SESSIONS,
        surveys.TYPEFORM,
        surveys.SURVEYMONKEY,
        surveys.DELIGHTED,
        churnzero.ACCOUNTS,
        gainsight.COMPANIES,
        surveys.FORM,
    )
}
"""By name, in the order they are offered."""
