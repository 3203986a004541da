"""Follow-ups: which a customer has, when each is due, whom the post-service call reaches, whose duty each is, why one no longer holds."""
