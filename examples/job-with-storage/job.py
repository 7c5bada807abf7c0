"""Counts random points per geohash cell: a small Sedona job that needs no data."""

import argparse

from sedona.spark import SedonaContext


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=1000)
    points = parser.parse_args().points

    sedona = SedonaContext.create(SedonaContext.builder().getOrCreate())
    located = sedona.range(points).selectExpr("ST_Point(rand(1) * 360 - 180, rand(2) * 180 - 90) AS location")
    cells = located.selectExpr("ST_GeoHash(location, 2) AS cell").groupBy("cell").count()
    cells.orderBy("count", ascending=False).show(10)


if __name__ == "__main__":
    main()
