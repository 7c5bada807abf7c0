import { exchange } from "./exchange";

/** A program: sends one request to the address that it is given, and prints the status or the failure's code. */
async function main(url: string): Promise<void> {
  const result = await exchange(url);
  process.stdout.write(String("status" in result ? result.status : result.code));
}

void main(process.argv[2] ?? "");
