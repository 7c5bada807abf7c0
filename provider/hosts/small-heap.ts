import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Has V8 keep this process's heap close to what is in use. Its defaults let garbage grow to as much again before it
 * looks, which with a thousand open runs is more than all the runs.
 *
 * @param modulesAreLoaded that other parts of the process are loaded already: what their loading left is collected now,
 * so that the heap's limits, which only a collection sets, begin low
 */
export function keepHeapSmall(modulesAreLoaded: boolean): void {
  setFlagsFromString("--optimize-for-size");
  if (!modulesAreLoaded) return;
  // As with `node --expose-gc`, for a process that somebody else started; the function is in new contexts only.
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  setFlagsFromString("--no-expose-gc");
}
