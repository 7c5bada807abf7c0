/** Somebody who sleeps until a moment. */
export interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

interface Entry extends Sleeper {
  /** Of those due at the same moment, the one who fell asleep first wakes first. */
  readonly order: number;
}

/** Sleepers by the moment they are due (a binary heap): a thousand of them, waking all the time, cost little each. */
export class Sleepers {
  private readonly heap: Entry[] = [];
  private readonly gone = new Set<Entry>();
  private added = 0;

  /** The moment at which the first is due; undefined if nobody sleeps. */
  get earliestMs(): number | undefined {
    this.dropGone();
    return this.heap[0]?.dueMs;
  }

  /** @returns takes the sleeper out again */
  add(sleeper: Sleeper): () => void {
    const entry = { ...sleeper, order: this.added++ };
    this.heap.push(entry);
    this.rise(this.heap.length - 1);
    return () => void this.gone.add(entry);
  }

  /** Takes out the first who is due by then. */
  takeDue(nowMs: number): Sleeper | undefined {
    this.dropGone();
    const [first] = this.heap;
    return first && first.dueMs <= nowMs ? this.takeFirst() : undefined;
  }

  private dropGone(): void {
    for (let [first] = this.heap; first && this.gone.delete(first); [first] = this.heap) this.takeFirst();
  }

  private takeFirst(): Entry | undefined {
    const [first] = this.heap;
    const last = this.heap.pop();
    if (last && this.heap.length > 0) {
      this.heap[0] = last;
      this.sink();
    }
    return first;
  }

  private rise(from: number): void {
    for (let child = from; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.swapUnlessOrdered(parent, child)) return;
      child = parent;
    }
  }

  private sink(): void {
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1;
      const child = this.isBefore(left + 1, left) ? left + 1 : left;
      if (!this.swapUnlessOrdered(parent, child)) return;
      parent = child;
    }
  }

  private isBefore(index: number, other: number): boolean {
    const [a, b] = [this.heap[index], this.heap[other]];
    return a !== undefined && b !== undefined && (a.dueMs - b.dueMs || a.order - b.order) < 0;
  }

  /** @returns true if they were in the wrong order */
  private swapUnlessOrdered(parent: number, child: number): boolean {
    const [above, below] = [this.heap[parent], this.heap[child]];
    if (!above || !below || !this.isBefore(child, parent)) return false;
    this.heap[parent] = below;
    this.heap[child] = above;
    return true;
  }
}
