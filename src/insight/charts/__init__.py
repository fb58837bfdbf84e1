"""Small frames as Plotly figures."""
