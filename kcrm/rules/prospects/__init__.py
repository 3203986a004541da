"""Prospects: how soon somebody buys, when they are contacted next, which step may follow which, and whose they are.

The desk of the showroom and of online sales: Evaluating customers and prospects; Principles and methods of customer relationship
management. Where the documents give no number it is usual practice, and policy.
"""
