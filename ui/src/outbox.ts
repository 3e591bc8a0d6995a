// Acts that the store has not taken: what an error means for them, and how they are written down.
import type { ActRequest } from "./act";
import type { EdgeError } from "./backend";

/** An act that is not recorded yet. */
export interface Unsaved {
  readonly request: ActRequest;
  /** `sent`: the store has it and has not answered. `asked`: somebody is asked what to do with it.
   * `waiting`: it is sent again by itself. `stuck`: it can't be saved as it is; somebody has to say what
   * becomes of it. */
  readonly stand: "sent" | "asked" | "waiting" | "stuck";
  /** Why it is stuck. */
  readonly error?: EdgeError;
}

/** Troubles of a store that go away without anything being done to the act: it is locked, its disk is
 * full or read-only, its folder is not mounted, its file is gone or was moved. */
const PASSING = ["locked", "full", "read_only", "gone", "moved", "missing_folder"];

/** What an act that failed is: worth sending again by itself, held back by a store that will not take
 * anything, or refused for what it says. */
export function fate(error: EdgeError): "passing" | "broken" | "refused" {
  if (!error.kind.startsWith("store_")) return "refused";
  return PASSING.includes(error.kind.replace(/^(store_)+/, "")) ? "passing" : "broken";
}

/** Whether the acts of its incident that come after it have to wait for it. */
export function isBefore(entry: Unsaved, other: Unsaved): boolean {
  const isBroken = entry.stand === "stuck" && entry.error !== undefined && fate(entry.error) === "broken";
  return isBroken && entry.request.incident !== null && entry.request.incident === other.request.incident;
}

/** Acts as they are kept for a window that is opened later. One that somebody is being asked about is
 * not written down: it may hold a secret. */
export function written(all: readonly Unsaved[]): string {
  return JSON.stringify(all.filter(({ stand }) => stand !== "asked").map(({ request }) => request));
}

/** What was written down, as far as it can be read. */
export function read(kept: string): { requests: ActRequest[]; isWhole: boolean } {
  if (kept === "") return { requests: [], isWhole: true };
  try {
    const all: unknown = JSON.parse(kept);
    const requests = Array.isArray(all) ? all.filter(isRequest) : [];
    return { requests, isWhole: Array.isArray(all) && requests.length === all.length };
  } catch {
    return { requests: [], isWhole: false };
  }
}

function isRequest(one: unknown): one is ActRequest {
  const { id, act } = (one ?? {}) as Partial<ActRequest>;
  return typeof id === "string" && typeof act?.act === "string";
}

/** An act as a line of Markdown: when it was done, what it is, what was typed. */
export function asLine({ act: { act, ...rest }, done_at_ms }: ActRequest): string {
  const filled = Object.entries(rest).filter(([, value]) => value !== null);
  const words = JSON.stringify(Object.fromEntries(filled)).replaceAll("`", "'");
  return `- ${new Date(done_at_ms ?? 0).toISOString()} ${act} \`${words}\``;
}

/** The fields in which people type, the telling ones first. */
const TYPED = ["text", "title", "reason", "note", "override_reason", "why", "choose", "value", "owner"];

/** An act in a few words: `Note added: “Errors fall again”`. */
export function inWords({ act: { act, ...rest } }: ActRequest): string {
  const kind = act.replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const fields = rest as Record<string, unknown>;
  const typed = TYPED.map((name) => fields[name]).find((value) => typeof value === "string" && value !== "");
  return typeof typed === "string" ? `${kind}: “${short(typed)}”` : kind;
}

const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
