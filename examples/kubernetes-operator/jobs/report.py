"""Counts what the ingest has read."""

from sedona.spark import SedonaContext


def main() -> None:
    sedona = SedonaContext.create(SedonaContext.builder().getOrCreate())
    sedona.sql("SELECT count(*) AS places FROM VALUES (1), (2) AS places(id)").show()


if __name__ == "__main__":
    main()
