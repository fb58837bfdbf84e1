"""Signal or noise: weekly requests to leave and monthly churn against locked limits."""
