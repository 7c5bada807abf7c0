/** One part of a body that was sent in chunks. */
export interface AwsChunk {
  bytes: Uint8Array;
  /** Absent where the client signs no chunks. */
  signature: string | undefined;
}

const CRLF = "\r\n";
const CHUNK_HEAD = /^([0-9a-f]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/i;

/**
 * The chunks of a body of the content encoding `aws-chunked`, the last and empty one included. What follows it, such
 * as checksums, is not looked at. Undefined where the body is not of that form.
 */
export function readAwsChunks(body: Buffer): AwsChunk[] | undefined {
  const chunks: AwsChunk[] = [];
  for (let position = 0; ; ) {
    const headEnd = body.indexOf(CRLF, position);
    const [, size, signature] =
      CHUNK_HEAD.exec(body.toString("latin1", position, Math.max(position, headEnd))) ?? [];
    if (size === undefined) return undefined;
    const start = headEnd + CRLF.length;
    const end = start + Number.parseInt(size, 16);
    chunks.push({ bytes: body.subarray(start, end), signature });
    if (end === start) return chunks;
    if (body.toString("latin1", end, end + CRLF.length) !== CRLF) return undefined;
    position = end + CRLF.length;
  }
}
