// Recording: an act is said to be done only when the store has it. What the store could not take
// waits in order, under its own id, and is offered again.
import type { Act, ActRequest, Recorded } from "./act";
import { asEdgeError, backend, type EdgeError } from "./backend";
import { clock, setClock } from "./clock.svelte";
import { copyText } from "./copying";
import { codeSpan } from "./markdown";
import { refreshAll } from "./showing.svelte";

/** What became of an act. `waiting`: not stored yet, kept in the strip. */
export type Became =
  | { became: "recorded"; recorded: Recorded }
  | { became: "refused"; error: EdgeError }
  | { became: "waiting" };

/** The question what to do with words that look like a secret. */
export interface SecretQuestion {
  error: EdgeError;
  answer: (choice: "mask" | "keep" | "cancel") => void;
}

/** What has just happened, for eyes and for a screen reader. */
export interface Said {
  message: string;
  /** The incident in which Undo takes it back; absent where nothing can be taken back. */
  undo?: string | undefined;
  /** Something is due or went wrong: it is no confirmation. */
  caution?: boolean;
}

const CANCELLED: Became = {
  became: "refused",
  error: { kind: "cancelled", message: "Nothing was recorded.", hint: "What you typed is still here." },
};

let waiting = $state.raw<readonly ActRequest[]>([]);
/** The name under which this machine keeps what waits, for a window that is closed meanwhile. */
let shelf: string | undefined;
/** What lay on the shelf and cannot be read: kept as it is until somebody removes it. */
let damaged = $state.raw<string>();
let trouble = $state.raw<EdgeError>();
let question = $state.raw<SecretQuestion>();
let said = $state.raw<Said>();
let underWay = 0;
let line: Promise<unknown> = Promise.resolve();

export const record = {
  get waiting(): readonly ActRequest[] {
    return waiting;
  },
  get trouble(): EdgeError | undefined {
    return trouble;
  },
  get damaged(): string | undefined {
    return damaged;
  },
  get question(): SecretQuestion | undefined {
    return question;
  },
  /** What the polite region says. */
  get said(): Said | undefined {
    return said;
  },
  /** Says something by itself, in the place of what was said before. */
  say(message: string): void {
    said = { message };
  },
  /** Says that something is due or did not work. */
  warn(message: string): void {
    said = { message, caution: true };
  },
  /** Says something beside what an act has just said; that can still be undone. */
  add(message: string, caution = false): void {
    said = { message: [said?.message, message].filter((one) => one).join(" "), undo: said?.undo, caution };
  },
  /** Nothing more has to be said. */
  quiet(): void {
    said = undefined;
  },
  /** Takes up what still waited when a window on this store was closed. */
  takeUp(store: string): void {
    if (shelf !== undefined) return;
    shelf = `waiting ${store}`;
    const kept = localStorage.getItem(shelf) ?? "";
    const { requests, isWhole } = read(kept);
    if (!isWhole) setAside(shelf, kept);
    damaged = localStorage.getItem(aside()) ?? undefined;
    if (kept === "") return;
    put([...requests, ...waiting]);
    void record.retry();
  },
  /** Puts what cannot be read on the clipboard, as it is. */
  async copyDamaged(): Promise<void> {
    if (await copyText(damaged ?? "")) record.say("Copied what cannot be read.");
    else record.warn("The clipboard refused.");
  },
  /** Somebody has seen it and does not need it. */
  removeDamaged(): void {
    localStorage.removeItem(aside());
    damaged = undefined;
  },
  /** Records one act after those before it; the screen shows it when this returns. */
  act(incident: string | null, act: Act): Promise<Became> {
    const request = {
      id: crypto.randomUUID(),
      incident,
      role: "on_call",
      act,
      secret: null,
      done_at_ms: null,
    };
    const now = clock.now;
    return inLine(() => take(request, now));
  },
  /** Offers what waits to the store again, in order. */
  retry(): Promise<void> {
    return inLine(async () => {
      const before = waiting.length;
      while (waiting[0] && (await offerAgain(waiting[0])));
      if (waiting.length < before) await redraw();
    });
  },
  /** Every act so far is recorded, refused, or waits. */
  async settled(): Promise<void> {
    await line;
  },
  /** Puts what waits on the clipboard, in order, so that it can be carried away. */
  async copyWaiting(): Promise<void> {
    if (waiting.length === 0) return;
    const copied = await copyText(`# Not saved\n\n${waiting.map(asLine).join("\n")}\n`);
    if (copied) record.say("Copied what is not saved.");
    else record.warn("The clipboard refused. Write it down.");
  },
};

/** An act as a line of Markdown: when it was done, what it is, what was typed. */
function asLine({ act: { act, ...rest }, done_at_ms }: ActRequest): string {
  const filled = Object.entries(rest).filter(([, value]) => value !== null);
  const words = JSON.stringify(Object.fromEntries(filled));
  return `- ${new Date(done_at_ms ?? clock.now).toISOString()} ${act} ${codeSpan(words)}`;
}

/** One after the other. The document says so meanwhile, for whoever looks at it from outside. */
function inLine<T>(work: () => Promise<T>): Promise<T> {
  underWay += 1;
  document.documentElement.dataset.recording = "";
  const done = line.then(work).finally(() => {
    underWay -= 1;
    if (underWay === 0) delete document.documentElement.dataset.recording;
  });
  line = done.catch(() => undefined);
  return done;
}

/** Changes what waits, here and on the shelf. A shelf that is full keeps what it had; what waits is
 * still here. */
function put(requests: readonly ActRequest[]): void {
  waiting = requests;
  if (shelf === undefined) return;
  try {
    if (requests.length > 0) localStorage.setItem(shelf, JSON.stringify(requests));
    else localStorage.removeItem(shelf);
  } catch {
    record.warn("What is not saved is kept by this window alone. Copy it before you close the window.");
  }
}

/** What lies on a shelf, as far as it can be read. */
function read(kept: string): { requests: ActRequest[]; isWhole: boolean } {
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

const aside = () => `damaged ${shelf}`;

/** Behind what was set aside before: nothing takes the place of anything. It goes from the shelf
 * first, so that there is room for it. */
function setAside(shelf: string, kept: string): void {
  localStorage.removeItem(shelf);
  const before = localStorage.getItem(aside());
  localStorage.setItem(aside(), [before, kept].filter((one) => one).join("\n"));
}

async function take(request: ActRequest, now: number): Promise<Became> {
  if (waiting.length > 0) return wait(request, now);
  try {
    const recorded = await backend.act(request);
    const message = [recorded.said, ...recorded.warnings].join(" ");
    said = { message, undo: recorded.undo ? recorded.incident : undefined };
    await redraw();
    return { became: "recorded", recorded };
  } catch (thrown) {
    const error = asEdgeError(thrown);
    if (error.kind === "looks_secret") {
      const choice = await chosen(error);
      return choice === "cancel" ? CANCELLED : take({ ...request, secret: choice }, now);
    }
    if (!isStore(error)) return { became: "refused", error };
    trouble = error;
    return wait(request, now);
  }
}

/** What waits keeps the time at which it was done. */
function wait(request: ActRequest, now: number): Became {
  put([...waiting, { ...request, done_at_ms: now }]);
  return { became: "waiting" };
}

async function chosen(error: EdgeError): Promise<"mask" | "keep" | "cancel"> {
  const choice = await new Promise<"mask" | "keep" | "cancel">((answer) => {
    question = { error, answer };
  });
  question = undefined;
  return choice;
}

/** Whether the next one may be offered too. */
async function offerAgain(request: ActRequest): Promise<boolean> {
  try {
    await backend.act(request);
  } catch (thrown) {
    const error = asEdgeError(thrown);
    if (isStore(error)) {
      trouble = error;
      return false;
    }
    const choice = error.kind === "looks_secret" ? await chosen(error) : "cancel";
    if (choice !== "cancel") {
      put([{ ...request, secret: choice }, ...waiting.slice(1)]);
      return true;
    }
    record.warn(error.message);
  }
  put(waiting.slice(1));
  if (waiting.length === 0) trouble = undefined;
  return true;
}

async function redraw(): Promise<void> {
  await Promise.all([setClock().catch(() => undefined), refreshAll()]);
}

function isStore(error: EdgeError): boolean {
  return error.kind.startsWith("store");
}
