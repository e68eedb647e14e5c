"""A whole floor at work: agents, a supervisor, customers, and what befalls them."""
