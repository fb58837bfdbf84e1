"""No published case is forgotten: each is a parametrised test, or listed with a reason."""

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CASES = sorted(path.stem for path in (HERE / "cases").glob("*.json"))

NOT_APPLIED: dict[str, str] = {}

NOT_OURS = {
    "bh_fdr": "n_reject_bonferroni: we do not offer Bonferroni",
    "cox_aml_ties": "p: follows from z, which is asserted",
    "newcombe_diff": "agresti_caffo, wald: we offer Newcombe's interval alone",
    "nps": "trinomial_wald: degenerate with few answers, which is why we do not offer it",
}


def cases_with_a_test() -> list[str]:
    names = []
    for path in sorted(HERE.glob("test_published_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(args=[ast.Constant("case"), ast.List(elts=values)]):
                    names += [ast.literal_eval(value) for value in values]
    return names


def test_every_case_is_a_test_or_listed_with_its_reason() -> None:
    tested = cases_with_a_test()

    assert sorted({*tested, *NOT_APPLIED}) == CASES
    assert not NOT_APPLIED.keys() & {*tested}
    assert len(CASES) == 33


@pytest.mark.parametrize("name", NOT_OURS)
def test_a_figure_that_is_not_ours_belongs_to_a_case_that_is(name: str) -> None:
    assert name in cases_with_a_test()
