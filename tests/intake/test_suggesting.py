import pytest

from insight.intake.reason_words import PHRASES
from insight.intake.suggesting import suggested_reason
from insight.taxonomy import NO_RECORD, REASONS


def test_every_reason_has_everyday_words_in_seven_languages() -> None:
    languages = {code: line.count(" / ") + 1 for code, line in PHRASES.items()}

    assert languages == dict.fromkeys(REASONS.keys() - {NO_RECORD}, 7)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Zu teuer", "price_for_value"),
        ("trop cher", "price_for_value"),
        ("demasiado caro", "price_for_value"),
        ("muito caro", "price_for_value"),
        ("te duur", "price_for_value"),
        ("troppo caro", "price_for_value"),
        ("Too expensve!", "price_for_value"),
        ("It was too expensive for us", "price_for_value"),
        ("Übernahme durch anderen Konzern", "merger"),
        ("rachat de la societe", "merger"),
        ("Nicht genutzt", "low_usage"),
        ("Einführung gescheitert", "poor_onboarding"),
        ("Preiserhöhung 2025", "price_rise"),
        ("Konkurrenzprodukt", "competitor_features"),
        ("went with a cheaper competitor", "competitor_price"),
        ("Ansprechpartner hat ständig gewechselt", "contact_churn"),
        ("Fehlende Schnittstelle zu SAP", "integration"),
        ("Zebra", None),
        ("x", None),
        ("", None),
    ],
)
def test_a_word_is_suggested_the_reason_it_names(word: str, code: str | None) -> None:
    assert suggested_reason(word) == code
