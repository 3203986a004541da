"""The database file under `kcrm.db`: opening, migrating, logging, backing up, and what its errors mean."""
