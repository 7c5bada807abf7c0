"""Counts points that it may only read."""

import argparse

from sedona.spark import SedonaContext


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", required=True)
    points = parser.parse_args().points

    sedona = SedonaContext.create(SedonaContext.builder().getOrCreate())
    print(sedona.read.format("geoparquet").load(points).count())


if __name__ == "__main__":
    main()
