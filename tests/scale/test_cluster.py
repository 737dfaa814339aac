"""Rules on a Spark cluster of two worker processes: they say what they say on one machine, searches along edges included."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from tests.support.engines import ZONE
from tests.support.paths import ROOT
from tests.support.spark import OPTIONS

LIMIT = 540
"""Seconds after which the cluster is given up."""

JOB = """
import warnings
import pandas as pd
from pyspark.sql import SparkSession
import stratsell as ss

warnings.simplefilter("ignore")
session = SparkSession.builder.config(map={options!r}).getOrCreate()
assert session.sparkContext.master == "local-cluster[2,1,1024]"
whole = dict(ss.demo().tables)
bare = {{name: whole[name] for name in ("accounts", "people", "influences")}}
bare["influences"] = bare["influences"][["objective_id", "person_id"]]
for tables in (whole, bare):  # with what is optional, and without
    frames = {{}}
    for name, frame in tables.items():
        days = {{column: frame[column].dt.date for column in frame if frame[column].dtype.kind == "M"}}
        if len(frame):
            frames[name] = session.createDataFrame(frame.assign(**days)).repartition(3)
    for rule in (ss.coverage, ss.red_flags, ss.missing_influences, ss.introductions, ss.reach):
        expected, result = rule(tables, as_of="2026-11-23"), rule(frames, as_of="2026-11-23").toPandas()
        assert list(result) == list(expected), rule
        texts = [column for column in expected if expected[column].dtype == "str"]
        both = [frame[texts].astype("str").fillna("").sort_values(texts) for frame in (expected, result)]
        pd.testing.assert_frame_equal(*(frame.reset_index(drop=True) for frame in both), obj=rule.__name__)
print("equal")
"""


@pytest.mark.slow
def test_rules_say_the_same_on_two_workers() -> None:
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        pytest.skip("Spark needs a Java runtime, and there is none")
    options = {
        **OPTIONS,
        "spark.master": "local-cluster[2,1,1024]",
        "spark.sql.session.timeZone": ZONE,
        "spark.default.parallelism": "2",
        "spark.sql.shuffle.partitions": "2",
        "spark.executorEnv.PYTHONPATH": str(ROOT),  # a real cluster's workers have the package installed
    }
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", JOB.format(options=options)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False)
    assert done.stdout.endswith("equal\n"), done.stdout + done.stderr[-4000:]
