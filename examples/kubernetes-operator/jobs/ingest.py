"""Reads the places of a day."""

import argparse

from sedona.spark import SedonaContext


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--day", required=True)
    day = parser.parse_args().day

    sedona = SedonaContext.create(SedonaContext.builder().getOrCreate())
    sedona.sql(f"SELECT DATE '{day}' AS day, ST_Point(7, 51) AS geometry").show()


if __name__ == "__main__":
    main()
