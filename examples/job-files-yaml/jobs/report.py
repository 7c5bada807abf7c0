"""Says which run of the ingest it reports on."""

import argparse

from sedona.spark import SedonaContext


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ingest-run", required=True)
    run = parser.parse_args().ingest_run

    sedona = SedonaContext.create(SedonaContext.builder().getOrCreate())
    sedona.sql(f"SELECT '{run}' AS ingest_run").show()


if __name__ == "__main__":
    main()
