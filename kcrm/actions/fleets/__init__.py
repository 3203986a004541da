"""Company accounts: what they owe, what was agreed with them, what is known of them."""
