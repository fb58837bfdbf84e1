import json

from insight.charts.drawing import Drawing


def drawn(*heights: float) -> Drawing:
    drawing = Drawing(height=100)
    drawing.mark("bar", x=["a", "b"], y=list(heights))
    return drawing


def test_a_drawing_like_one_before_shares_its_figure_and_another_does_not() -> None:
    first = drawn(1.0, 2.0).figure()

    assert drawn(1.0, 2.0).figure() is first
    assert drawn(1.0, 3.0).figure() is not first


def test_a_figure_says_the_same_however_often_it_is_asked() -> None:
    figure = drawn(1.0, 2.0).figure()

    told = [json.loads(figure.to_json()) for _ in range(2)]

    assert told[0] == told[1]
    assert told[0]["data"][0]["x"] == ["a", "b"]
    assert list(figure.data[0].y) == [1.0, 2.0]
