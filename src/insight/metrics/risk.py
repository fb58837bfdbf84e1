"""Early warning: which active accounts are likelier than others to ask to leave."""
