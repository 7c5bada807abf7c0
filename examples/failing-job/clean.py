"""Drops points without a place on the map; fails on purpose when it is told to."""

import argparse

from sedona.spark import SedonaContext


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fail", action="store_true")
    latitude = 123 if parser.parse_args().fail else 48

    sedona = SedonaContext.create(SedonaContext.builder().getOrCreate())
    points = sedona.sql(f"SELECT ST_Point(11.6, {latitude}) AS geometry")
    outside = points.where("abs(ST_Y(geometry)) > 90").count()
    if outside > 0:
        raise ValueError(f"{outside} of {points.count()} points have a latitude above 90")
    print("all points are on the map")


if __name__ == "__main__":
    main()
