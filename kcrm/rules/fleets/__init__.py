"""Company accounts: what their contracts came to, what they owe, how far they are trusted, and their calls made together.

Customer-service manager CRM training manual 2012, of group customers; credit: Evaluating customers and prospects. Where the documents give
no number it is usual practice, and policy.
"""
