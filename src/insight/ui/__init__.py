"""The Streamlit side: loads, filters, cards and words."""
