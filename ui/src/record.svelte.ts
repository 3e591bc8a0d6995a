// Recording: an act is said to be done only when the store has it. It is in the outbox before it is
// sent; what the store could not take stays there, under its own id, and is sent again. Acts of one
// incident keep their order.
import type { Act, Recorded } from "./act";
import { asEdgeError, backend, type EdgeError } from "./backend";
import { clock, setClock } from "./clock.svelte";
import { copyText } from "./copying";
import { asLine, fate, isBefore, read, type Unsaved, written } from "./outbox";
import { refreshAll } from "./showing.svelte";

/** What became of an act. `waiting`: not stored yet, kept in the outbox. */
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

/** An act that took longer than this is written down, for a window that is closed or killed meanwhile.
 * Faster ones are not: words that the store refuses or erases later leave no trace outside it. */
const WRITTEN_DOWN_AFTER_MS = 150;
/** An act that stood in line for longer than this says when it was done; the clock beats each second. */
const LATE_MS = 2000;

let outbox = $state.raw<readonly Unsaved[]>([]);
/** The name under which this machine keeps the outbox, for a window that is closed meanwhile. */
let shelf: string | undefined;
/** Whether anything lies there. */
let isWrittenDown = $state(false);
/** What lay on the shelf and cannot be read: kept as it is until somebody removes it. */
let damaged = $state.raw<string>();
let trouble = $state.raw<EdgeError>();
let question = $state.raw<SecretQuestion>();
let said = $state.raw<Said>();
let underWay = 0;
let line: Promise<unknown> = Promise.resolve();

const waiting = $derived(outbox.filter(({ stand }) => stand === "waiting"));
const stuck = $derived(outbox.filter(({ stand }) => stand === "stuck"));

export const record = {
  /** What is sent again by itself. */
  get waiting(): readonly Unsaved[] {
    return waiting;
  },
  /** What can't be saved as it is, the oldest first. */
  get stuck(): readonly Unsaved[] {
    return stuck;
  },
  /** How many acts the store has not taken, the ones that it has not answered yet among them. */
  get unsaved(): number {
    return outbox.filter(({ stand }) => stand !== "asked").length;
  },
  /** Whether the store has failed to take an act that was sent. */
  get isBehind(): boolean {
    return waiting.length + stuck.length > 0;
  },
  /** Whether the store takes its time with an act that was sent. */
  get isSlow(): boolean {
    return isWrittenDown;
  },
  /** Why nothing can be saved now; absent where the store takes what is sent to it. */
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
  /** Takes up what was not saved when a window on this store was closed. */
  takeUp(store: string): void {
    if (shelf !== undefined) return;
    shelf = `waiting ${store}`;
    const kept = localStorage.getItem(shelf) ?? "";
    const { requests, isWhole } = read(kept);
    if (!isWhole) setAside(shelf, kept);
    damaged = localStorage.getItem(aside()) ?? undefined;
    if (kept === "") return;
    put([...requests.map((request) => ({ request, stand: "waiting" as const })), ...outbox]);
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
    const id = crypto.randomUUID();
    const request = { id, incident, role: "on_call", act, secret: null, done_at_ms: clock.now };
    put([...outbox, { request, stand: "sent" }]);
    setTimeout(() => find(id)?.stand === "sent" && writeDown(), WRITTEN_DOWN_AFTER_MS);
    return inLine(() => take(id));
  },
  /** Sends again what waits, in order. */
  retry(): Promise<void> {
    return inLine(async () => {
      const before = outbox.length;
      const tried = outbox.filter(({ stand }) => stand === "waiting").map(({ request }) => request.id);
      let isOver = true;
      for (const id of tried) {
        isOver = isHeldBack(id) || (await sendAgain(id));
        if (!isOver) break;
      }
      if (isOver) trouble = undefined;
      if (outbox.length < before) await redraw();
    });
  },
  /** Sends an act again that could not be saved as it was, and those behind it. */
  retryStuck(id: string): Promise<void> {
    become(id, { stand: "waiting" });
    return record.retry();
  },
  /** Nobody wants this act recorded any more. */
  discard(id: string): Promise<void> {
    remove(id);
    return record.retry();
  },
  /** Every act so far is recorded, refused, or stays in the outbox. */
  async settled(): Promise<void> {
    await line;
  },
  /** Writes the outbox down at once, for the window may be gone in a moment. */
  writeDown(): void {
    if (record.unsaved > 0) writeDown();
  },
  /** Puts what is not saved on the clipboard, in order, so that it can be carried away. */
  async copyUnsaved(): Promise<boolean> {
    if (record.unsaved === 0) return true;
    const lines = outbox.filter(({ stand }) => stand !== "asked").map(({ request }) => asLine(request));
    const copied = await copyText(`# Not saved\n\n${lines.join("\n")}\n`);
    if (copied) record.say("Copied what is not saved.");
    else record.warn("The clipboard refused. Write it down.");
    return copied;
  },
};

const find = (id: string): Unsaved | undefined => outbox.find(({ request }) => request.id === id);

/** Whether an act of the same incident before it has to be saved first. */
function isHeldBack(id: string): boolean {
  const at = outbox.findIndex(({ request }) => request.id === id);
  const entry = outbox[at];
  return entry !== undefined && outbox.slice(0, at).some((other) => isBefore(other, entry));
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

/** Changes the outbox, and what was written down of it. */
function put(entries: readonly Unsaved[]): void {
  outbox = entries;
  if (isWrittenDown || entries.some(({ stand }) => stand === "waiting" || stand === "stuck")) writeDown();
}

function become(id: string, change: Omit<Unsaved, "request">): void {
  put(outbox.map((entry) => (entry.request.id === id ? { request: entry.request, ...change } : entry)));
}

function remove(id: string): void {
  put(outbox.filter(({ request }) => request.id !== id));
}

/** Writes the outbox on the shelf. One that is full keeps what it had; the outbox is still here. */
function writeDown(): void {
  if (shelf === undefined) return;
  try {
    isWrittenDown = record.unsaved > 0;
    if (isWrittenDown) localStorage.setItem(shelf, written(outbox));
    else localStorage.removeItem(shelf);
  } catch {
    record.warn("What is not saved is kept by this window alone. Copy it before you close the window.");
  }
}

const aside = () => `damaged ${shelf}`;

/** Behind what was set aside before: nothing takes the place of anything. It goes from the shelf
 * first, so that there is room for it. */
function setAside(shelf: string, kept: string): void {
  localStorage.removeItem(shelf);
  const before = localStorage.getItem(aside());
  localStorage.setItem(aside(), [before, kept].filter((one) => one).join("\n"));
}

/** Sends an act for the first time. */
async function take(id: string): Promise<Became> {
  const entry = find(id);
  if (!entry) return CANCELLED;
  // A store that takes nothing now is not asked for each act anew.
  if (isHeldBack(id) || trouble) {
    become(id, { stand: "waiting" });
    return { became: "waiting" };
  }
  const { request } = entry;
  const isLate = clock.now - (request.done_at_ms ?? clock.now) > LATE_MS;
  try {
    const recorded = await backend.act(isLate ? request : { ...request, done_at_ms: null });
    remove(id);
    const message = [recorded.said, ...recorded.warnings].join(" ");
    said = { message, undo: recorded.undo ? recorded.incident : undefined };
    await redraw();
    return { became: "recorded", recorded };
  } catch (thrown) {
    const error = asEdgeError(thrown);
    if (error.kind === "looks_secret" && (await isAnswered(id, error))) return take(id);
    const is = fate(error);
    if (is === "refused") {
      remove(id);
      return error.kind === "looks_secret" ? CANCELLED : { became: "refused", error };
    }
    if (is === "passing") trouble = error;
    become(id, is === "passing" ? { stand: "waiting" } : { stand: "stuck", error });
    return { became: "waiting" };
  }
}

/** Sends an act again that was not saved before; whether the next one may be sent, too. */
async function sendAgain(id: string): Promise<boolean> {
  const entry = find(id);
  if (!entry) return true;
  try {
    await backend.act(entry.request);
    remove(id);
  } catch (thrown) {
    const error = asEdgeError(thrown);
    if (error.kind === "looks_secret" && (await isAnswered(id, error))) return sendAgain(id);
    if (fate(error) === "passing") {
      trouble = error;
      return false;
    }
    become(id, { stand: "stuck", error });
  }
  return true;
}

/** Asks what to do with words that look like a secret; whether the act may be sent with the answer. */
async function isAnswered(id: string, error: EdgeError): Promise<boolean> {
  become(id, { stand: "asked" });
  const choice = await new Promise<"mask" | "keep" | "cancel">((answer) => {
    question = { error, answer };
  });
  question = undefined;
  const secret = choice === "cancel" ? null : choice;
  outbox = outbox.map((entry) =>
    entry.request.id === id ? { request: { ...entry.request, secret }, stand: "sent" } : entry,
  );
  return choice !== "cancel";
}

async function redraw(): Promise<void> {
  await Promise.all([setClock().catch(() => undefined), refreshAll()]);
}
