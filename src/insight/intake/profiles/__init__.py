"""Exports we know, one file per product, recognised by the shape of their header."""

from insight.intake.profiles import (
    chargebee,
    chartmogul,
    churnkey,
    churnzero,
    gainsight,
    hubspot,
    intercom,
    recurly,
    salesforce,
    stripe,
    surveys,
    zendesk,
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
        hubspot.COMPANIES,
        hubspot.DEALS,
        salesforce.OPPORTUNITIES,
        zendesk.TICKETS,
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
