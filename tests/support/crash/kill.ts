import type { ExchangeMoment } from "../../../emulator/index";
import type { Victim } from "./processes";

/** At a boundary of an API call: the `occurrence`-th request of this text, before it took effect or after it. */
export interface BoundaryMoment {
  readonly kind: "boundary";
  readonly request: string;
  readonly occurrence: number;
  readonly at: ExchangeMoment;
}

/** When a kill comes. */
export type KillMoment =
  | BoundaryMoment
  /** `delayMs` after the `count`-th request of the command took effect. */
  | { readonly kind: "after-request"; readonly count: number; readonly delayMs: number }
  /** `delayMs` after the command was started. */
  | { readonly kind: "after-start"; readonly delayMs: number };

/** One kill to try, and the way out of it. */
export interface Kill {
  readonly scene: string;
  readonly victim: Victim;
  readonly moment: KillMoment;
  /** Whether what was pending is cleared before the command is repeated, as the engine advises. */
  readonly refreshesFirst: boolean;
}

/** What a scene sends when nothing is killed. */
export interface SceneCourse {
  readonly scene: string;
  /** Texts of the requests in the order of arrival. */
  readonly requests: readonly string[];
  readonly durationMs: number;
}

/** A kill in words. */
export function killText({ scene, victim, moment, refreshesFirst }: Kill): string {
  return `${scene}: ${victim} killed ${momentText(moment)}${refreshesFirst ? ", refreshed first" : ""}`;
}

function momentText(moment: KillMoment): string {
  switch (moment.kind) {
    case "boundary":
      return `${moment.at} ${moment.request}${moment.occurrence > 1 ? ` (${moment.occurrence})` : ""}`;
    case "after-request":
      return `${moment.delayMs} ms after request ${moment.count}`;
    case "after-start":
      return `${moment.delayMs} ms after the start`;
  }
}
