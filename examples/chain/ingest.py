"""Writes random points as GeoParquet."""

import argparse

from sedona.spark import SedonaContext


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", required=True)
    output = parser.parse_args().output

    sedona = SedonaContext.create(SedonaContext.builder().getOrCreate())
    points = sedona.range(100_000).selectExpr(
        "id", "ST_Point(rand(1) * 360 - 180, rand(2) * 180 - 90) AS geometry"
    )
    points.write.format("geoparquet").mode("overwrite").save(output)


if __name__ == "__main__":
    main()
