"""Greets from Spark, with a library of this project."""

import argparse

from greetings import greet
from sedona.spark import SedonaContext


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--greeting", required=True)
    text = greet(parser.parse_args().greeting)

    sedona = SedonaContext.create(SedonaContext.builder().getOrCreate())
    sedona.sql(f"SELECT '{text}' AS greeting, ST_Point(7, 51) AS geometry").show()


if __name__ == "__main__":
    main()
