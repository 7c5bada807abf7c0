"""Counts the points that ingest.py wrote, per hemisphere."""

import argparse

from sedona.spark import SedonaContext


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--input", required=True)
    source = parser.parse_args().input

    sedona = SedonaContext.create(SedonaContext.builder().getOrCreate())
    points = sedona.read.format("geoparquet").load(source)
    north = points.selectExpr("ST_Y(geometry) >= 0 AS north")
    north.groupBy("north").count().show()


if __name__ == "__main__":
    main()
