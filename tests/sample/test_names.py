import numpy as np

from insight.sample import names
from insight.sample.draws import stream


def test_company_names_are_all_different_beyond_the_words_there_are() -> None:
    industries = np.resize(np.array(names.INDUSTRIES), 60_000)

    companies = names.companies(stream(1, "test"), industries=industries)

    assert len(set(companies)) == 60_000


def test_people_have_a_given_name_and_an_initial() -> None:
    people = names.people(stream(1, "test"), count=3)

    assert [len(person.split()[1]) for person in people.tolist()] == [2, 2, 2]
