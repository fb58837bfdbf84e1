"""What files call our columns, the likeliest name first."""

_ID = "id record_id"
_ACCOUNT = (
    "customer_id client_id company_id organization_id organisation_id org_id tenant_id "
    "customer_external_id account_number customer_number account_no customer_no"
)
_ACCOUNT_WORDS = "customer account client company"
_SHARED = {
    "account_id": f"{_ACCOUNT} {_ACCOUNT_WORDS} associated_company_ids",
    "currency": "currency_code iso_currency curr",
}
_START = (
    "start started started_at started_on start_date_utc begin_date begin_at valid_from "
    "from activated_at active_from contract_start period_start effective_from created_at created"
)
_END = (
    "end ended ended_at ended_on end_at valid_to to active_to contract_end period_end "
    "canceled_at cancelled_at cancellation_date churn_date churned_at expires_at termination_date"
)
_MRR = "mrr_amount monthly_recurring_revenue mrr_usd monthly_revenue monthly_amount monthly_price"
_REASON = (
    "reason churn_reason exit_reason cancellation_reason cancel_reason primary_reason main_reason "
    "leaving_reason reason_for_leaving reason_for_churn lost_reason closed_lost_reason "
    "what_s_the_main_reason_you_are_leaving"
)

SYNONYMS: dict[str, dict[str, str]] = {
    "accounts": {
        "account_id": f"{_ACCOUNT} {_ID} {_ACCOUNT_WORDS}",
        "account_name": "name company_name customer_name client_name company customer client "
        "organization organisation account",
        "segment": "customer_segment segment_name size_segment customer_tier company_size size",
        "fit": "customer_fit icp_fit",
        "is_test": "test_account is_internal internal test",
        "start_date": "signup_date sign_up_date signed_up signed_up_at customer_since "
        "became_customer_date became_a_customer_date joined join_date first_day create_date "
        f"creation_date date_created {_START}",
        "merged_into_account_id": "merged_into successor_account_id",
        "merged_date": "merge_date merged_on merged_at",
        "entity_ceased_date": "ceased_date closed_down_date insolvency_date dissolved_date",
        "industry": "sector vertical branch industry_name",
        "region": "country country_region territory geo geography market location",
        "owner": "csm account_owner company_owner account_manager customer_success_manager "
        "owner_name csm_name",
        "parent_account_id": "parent_id parent_account parent group_id",
        "consent_to_contact": "consent opt_in marketing_consent may_contact",
        "do_not_contact_before": "rest_until contact_after",
    },
    "subscriptions": {
        "phase_id": "phase subscription_phase_id period_id",
        "subscription_id": f"subscription sub_id contract_id subscription_external_id {_ID}",
        "plan_id": "plan plan_name plan_tier plan_external_id product product_name tier package "
        "edition price_id subscription_plan",
        "status": "subscription_status state is_trial trial",
        "start_date": f"{_START} current_period_start",
        "end_date": _END,
        "billing_interval": "interval billing_frequency billing_period billing_cycle "
        "frequency period term",
        "amount": f"mrr {_MRR} price plan_amount unit_amount unit_price "
        "price_per_seat price_per_user price_per_unit amount_usd fee value arr "
        "arr_amount annual_recurring_revenue",
    },
    "cancellation_requests": {
        "request_id": f"cancellation_request_id cancel_request_id case_id {_ID}",
        "scope": "cancellation_scope what",
        "requested_date": "request_date requested_at requested_on requested created_at date",
        "effective_date": "effective_at effective_on effective end_date",
        "outcome": "result status resolution",
        "outcome_date": "closed_date closed_at resolved_at decided_on",
        "exit_id": "exit churn_event_id",
    },
    "exits": {
        "exit_id": f"churn_event_id churn_id event_id exit_record cancellation_id {_ID}",
        "exit_date": "churn_date churned_at churned_on date_churned cancel_date "
        "cancellation_date canceled_at cancelled_at ended_at left_on left_date date_left "
        "leave_date leaving_date termination_date last_day effective_date lost_date exit "
        "churned end_date close_date date",
        "notice_date": "notice notice_given notice_given_on notified_at request_date "
        "requested_at cancel_requested_date cancellation_requested_at",
        "reason_code": _REASON,
        "reason_group": "reason_category churn_category category",
        "stated_reason_code": "stated_reason customer_reason survey_reason reason_stated",
        "contributing_reason_codes": "contributing_reasons other_reasons secondary_reasons",
        "competitor": "lost_to competitor_name moving_to alternative switched_to",
        "comment": "feedback_text feedback comments customer_comment customer_feedback verbatim "
        "note notes anything_else explanation details reason_text",
        "recorded_by": "logged_by entered_by author csm owner",
        "reason_forced": "is_reason_mandatory mandatory",
        "voluntary": "is_voluntary voluntary_churn",
        "last_mrr": f"mrr mrr_lost lost_mrr churned_mrr mrr_at_exit {_MRR}",
    },
    "win_backs": {
        "win_back_id": f"winback_id reactivation_id return_id {_ID}",
        "return_date": "win_back_date winback_date won_back_on won_back_at reactivated_on "
        "reactivated_at reactivation_date returned returned_on returned_at date_returned "
        "back_since came_back_on resubscribed_at date",
        "mrr": f"{_MRR} new_mrr return_mrr mrr_at_return reactivated_mrr amount",
        "trigger": "source channel triggered_by",
        "returned_because": "return_reason reason_for_return returned_reason reason why",
        "offer": "incentive discount win_back_offer",
        "via_contact_id": "contact_id via_contact champion_id",
    },
    "offboarding": {
        "exit_id": "churn_event_id exit",
        "ease_1_7": "ease ces effort_score ease_score customer_effort",
        "exit_nps_0_10": "exit_nps nps nps_score",
        "asked_to_return_0_10": "likely_to_return would_return",
        "cancel_requested_date": "requested_date request_date cancel_requested_at",
        "closed_date": "closed_at closed_on account_closed_date",
        "contacts_needed": "contacts number_of_contacts times_contacted",
        "export_requested": "data_export_requested",
        "export_delivered": "data_export_delivered",
        "export_instructions": "export_with_directions export_directions",
        "surprise_fee": "unexpected_fee",
        "steps": "number_of_steps",
    },
    "save_offers": {
        "offer_id": f"save_offer_id {_ID}",
        "request_id": "cancellation_request_id cancel_request_id",
        "offered_date": "offer_date offered_at offered_on date",
        "offer_type": "offer type kind",
        "times_presented": "times_shown presented",
        "response": "answer result outcome",
        "responded_date": "response_date answered_on responded_at",
    },
    "issues": {
        "issue_id": f"ticket_id ticket case_id ticket_number case_number {_ID}",
        "opened_date": "opened opened_at opened_on submitted_at created_at created created_date",
        "resolved_date": "resolved_at resolved_on solved_at closed_at closed_date resolved solved",
        "severity": "priority urgency importance",
        "topic": "subject title category",
        "reopened_count": "reopens reopened times_reopened",
        "resolved_how": "resolution close_reason",
    },
    "contacts": {
        "contact_id": f"person_id {_ID}",
        "role": "job_title title position job",
        "is_champion": "champion",
        "name": "contact_name full_name",
        "email": "e_mail email_address contact_email",
        "left_date": "left_on left_at departed_on",
        "moved_to_account_id": "new_account_id",
        "moved_to_company": "new_company",
        "moved_date": "moved_on moved_at",
    },
    "fx_rates": {
        "currency": "currency_code code iso_currency",
        "usd_per_unit": "rate usd_rate rate_to_usd usd in_usd",
    },
}


def names_of(table: str, field: str) -> tuple[str, ...]:
    """Plain names a column for this field may have, our own first."""
    listed = SYNONYMS[table].get(field) or _SHARED.get(field, "")
    return (field, *listed.split())
