/** From and to, in milliseconds since 1970. */
export type Span = readonly [fromMs: number, toMs: number];

/** A time axis on which long pauses between runs take little room. Places on it are milliseconds without the pauses. */
export interface TimeAxis {
  /** The place of a time. */
  readonly at: (ms: number) => number;
  /** The time at a place. */
  readonly timeAt: (place: number) => number;
  readonly length: number;
  /** Where pauses were cut, and how long they were. */
  readonly cuts: readonly { place: number; ms: number }[];
}

/** A pause is cut if it is longer than this share of all the time in which anything ran. */
const LONG_PAUSE = 0.25;
/** The share that is left of it. */
const CUT_SHARE = 0.05;

/** The axis for these spans. */
export function timeAxis(spans: readonly Span[]): TimeAxis {
  const busy = merged(spans);
  const busyMs = busy.reduce((sum, [from, to]) => sum + to - from, 0);
  const long = Math.max(busyMs * LONG_PAUSE, 1_000);
  const room = busyMs * CUT_SHARE;
  const pieces: { from: number; to: number; place: number; length: number; isCut: boolean }[] = [];
  let place = 0;
  for (const [index, [from, to]] of busy.entries()) {
    const before = busy[index - 1]?.[1] ?? from;
    const isCut = from - before > long;
    const length = isCut ? room : from - before;
    pieces.push({ from: before, to: from, place, length, isCut });
    pieces.push({ from, to, place: place + length, length: to - from, isCut: false });
    place += length + to - from;
  }
  const within = (value: number, start: number, end: number): number =>
    end > start ? Math.min(1, Math.max(0, (value - start) / (end - start))) : 0;
  return {
    at: (ms) => {
      const piece = pieces.find(({ to }) => ms <= to) ?? pieces.at(-1);
      return piece ? piece.place + piece.length * within(ms, piece.from, piece.to) : 0;
    },
    timeAt: (at) => {
      const piece = pieces.find(({ place: start, length }) => at <= start + length) ?? pieces.at(-1);
      if (!piece) return 0;
      return piece.from + (piece.to - piece.from) * within(at, piece.place, piece.place + piece.length);
    },
    length: place,
    cuts: pieces
      .filter(({ isCut }) => isCut)
      .map(({ from, to, place: start, length }) => ({
        place: start + length / 2,
        ms: to - from,
      })),
  };
}

function merged(spans: readonly Span[]): [number, number][] {
  const result: [number, number][] = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

const STEPS_MS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800,
].map((seconds) => seconds * 1_000);

/** Round times in UTC, about so many; none in a cut pause. */
export function ticksOf(axis: TimeAxis, spans: readonly Span[], count: number): number[] {
  const step = STEPS_MS.find((ms) => axis.length / ms <= count) ?? axis.length;
  const room = (axis.length / count) * 0.6;
  const ticks: number[] = [];
  for (const [from, to] of merged(spans))
    for (let ms = Math.ceil(from / step) * step; ms <= to; ms += step) {
      const last = ticks.at(-1);
      if (last === undefined || axis.at(ms) - axis.at(last) >= room) ticks.push(ms);
    }
  return ticks;
}
