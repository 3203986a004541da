"""What the customer-service manager decides and follows up."""
