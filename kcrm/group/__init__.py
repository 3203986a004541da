"""Many stores' figures by the definitions of one: what a store publishes, and engines that count it. Knows facts, no store's database."""
