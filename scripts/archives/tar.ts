import { gzipSync } from "node:zlib";

/** A file of an archive. */
export interface Entry {
  readonly name: string;
  readonly content: Buffer;
  readonly isExecutable: boolean;
}

const BLOCK = 512;
/** 1980-01-01, in seconds: some tools take an earlier time for a mistake. */
const TIME = 315_532_800;
/** Where gzip says on which system it was made, and its word for an unknown one. */
const GZIP_SYSTEM = { offset: 9, unknown: 255 };

/** A `.tar.gz` of these files, in this order. The same files are the same bytes, whoever makes it, where and when. */
export function tarGz(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap((entry) => [header(entry), entry.content, padding(entry.content.length)]);
  const zipped = gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 9 });
  zipped[GZIP_SYSTEM.offset] = GZIP_SYSTEM.unknown;
  return zipped;
}

/** POSIX ustar: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html */
function header({ name, content, isExecutable }: Entry): Buffer {
  if (Buffer.byteLength(name) >= 100) throw new Error(`${name} is too long a name for this kind of archive`);
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write(octal(isExecutable ? 0o755 : 0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(content.length, 12), 124);
  block.write(octal(TIME, 12), 136);
  // The sum is that of the header with spaces in its own place.
  block.write(" ".repeat(8), 148);
  block.write("0", 156);
  block.write("ustar\u000000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, "0")}\0`;
}

function padding(length: number): Buffer {
  return Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);
}
