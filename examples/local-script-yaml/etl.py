"""Greets from Spark."""

import argparse

from sedona.spark import SedonaContext


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--greeting", required=True)
    greeting = parser.parse_args().greeting

    sedona = SedonaContext.create(SedonaContext.builder().getOrCreate())
    sedona.sql(f"SELECT '{greeting}' AS greeting, ST_Point(7, 51) AS geometry").show()


if __name__ == "__main__":
    main()
