"""A real Spark cluster counts what DuckDB counts, also when a worker dies in the middle of a task. All tables in `make long`."""

import json
import os
import subprocess
import sys

import pytest
from laws import is_long
from spark_cluster import Cluster, missing

from benchmarks.group import PERIOD, Stores
from kcrm.commands.group import Table

IS_REQUIRED = os.environ.get("KCRM_SPARK") == "required"
# all of them take as long as a third of the other tests together
TABLES = tuple(Table) if os.environ.get("HYPOTHESIS_PROFILE") == "long" else (Table.SERVICE, Table.COMPLAINTS)

# one interpreter for all tables: Spark's machine is started once
_ASK = """
import sys
from kcrm.cli import main
master, folder, period, *tables = sys.argv[1:]
for table in tables:
    more = ["--engine", "spark", "--master", master] if master else []
    code = main(["group", "kpi", table, "--from", folder, "--period", period, "--by", "store", "-o", "json", *more])
    if code:
        sys.exit(code)
"""


@pytest.fixture
def cluster(tmp_path):
    if not (is_long() or IS_REQUIRED):
        pytest.skip("a cluster is part of make spark and make long")
    lacking = missing()
    if lacking is not None:
        if IS_REQUIRED:
            pytest.fail(f"KCRM_SPARK=required, but {lacking}")
        pytest.skip(f"{lacking}: nothing is counted on a cluster here")
    with Cluster(tmp_path / "cluster") as cluster:
        yield cluster


def documents(text):
    """JSON documents, one after the other."""
    found, decoder, rest = [], json.JSONDecoder(), text.strip()
    while rest:
        document, end = decoder.raw_decode(rest)
        found.append(document)
        rest = rest[end:].strip()
    return found


def asking(folder, master=""):
    return [sys.executable, "-c", _ASK, master, str(folder), PERIOD, *TABLES]


def test_a_cluster_that_loses_a_worker_counts_what_one_machine_counts(tmp_path, cluster):
    stores = Stores(tmp_path / "stores", seed=20)
    stores.make(5)
    group = stores.first(5)
    told = documents(cluster.ask(asking(group.folder, cluster.master), losing=True))
    assert cluster.lost() == 1
    alone = documents(subprocess.run(asking(group.folder), check=True, capture_output=True, text=True).stdout)
    assert len(told) == len(TABLES)
    assert told == alone
    # five stores that are not the same one
    visits = [row["value"] for row in told[0] if row["key"] == "total_visits"]
    assert visits[0] == sum(visits[1:]) > 0
    assert len(set(visits[1:])) > 1
