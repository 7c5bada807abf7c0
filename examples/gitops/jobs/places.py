import argparse

from sedona.spark import SedonaContext


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--country", required=True)
    country = parser.parse_args().country

    sedona = SedonaContext.create(SedonaContext.builder().getOrCreate())
    sedona.sql(f"SELECT '{country}' AS country, ST_Point(7, 51) AS geometry").show()


if __name__ == "__main__":
    main()
