"""The script that Streamlit runs, alone in its folder.

While a script runs, Streamlit looks for imports in the script's folder first: whatever lay
beside it would hide what is called the same, as `statistics` did the standard library's.
"""
