// The only place that speaks to the record. Everything it returns was true at its `head`.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { ActRequest, Recorded } from "./act";
import { underWay } from "./underway";
import type {
  DecideView,
  DiffView,
  EditView,
  Exported,
  FolderView,
  HandoverView,
  HistoryView,
  ImportDiff,
  ImportView,
  IncidentsView,
  LintView,
  MergeView,
  PostmortemView,
  Remark,
  RulesNow,
  RunbooksView,
  SearchView,
  ServicesView,
  SettingsView,
  SimilarView,
  StartView,
  TimelineView,
  WalkView,
} from "./wire";

/** What did not happen: `kind` to branch on, two sentences for the person. */
export interface EdgeError {
  kind: string;
  message: string;
  hint: string | null;
}

/** An event that this machine recorded and the store no longer has. */
export interface Missing {
  incident: string;
  event: string;
  recorded_at: string | number;
}

/** The store that this window writes to. */
export interface StoreView {
  head: number;
  path: string;
  export_folder: string;
  sample: boolean;
  backup: string | null;
  /** What this machine recorded and the store no longer has; absent where nothing is missing. */
  missing?: readonly Missing[];
  /** Whether keys of a single character do something. */
  letters: "on" | "off";
  /** What stands beside a text in the editor. */
  beside: "preview" | "outline" | "nothing";
}

/** Where the files of an import are: in the folder that was picked last, in the one that the library is
 * kept in too, dropped, or pasted. Of a file that was dropped a letter for each byte, or null where it
 * could not be read. */
export type Given =
  | { given: "folder" | "library" }
  | { given: "files"; files: readonly { path: string; bytes: string | null }[] }
  | { given: "text"; text: string };

/** A file that somebody chose after looking at it. */
export interface Pick {
  document: string;
  seen: string;
  /** What somebody made of both texts, where they conflict. */
  text?: string;
}

export type ViewRequest =
  | { view: "incidents" | "store" | "settings" | "folder" }
  | { view: "start"; query: string; service: string | null }
  | { view: "search" | "similar"; query: string }
  | { view: "walk" | "decide" | "handover" | "postmortem"; incident: string }
  | { view: "timeline"; incident: string; before: number | null; rows: number }
  | { view: "runbooks" | "services"; open: string | null }
  | { view: "edit" | "history" | "update"; id: string }
  | { view: "diff"; id: string; from: string; to: string }
  | { view: "merge"; id: string; base?: string; text?: string }
  | { view: "import"; given: Given }
  | { view: "import_diff" | "import_merge"; given: Given; document: string }
  | { view: "lint"; id: string; text: string; by: RulesNow; remarks?: readonly Remark[]; line: number };

/** A text as the next revision of a runbook. */
export interface Change {
  id: string;
  text: string;
  /** The revision it was made from; null for a new runbook. */
  base: string | null;
  /** A second revision that it holds too. */
  merged?: string | null;
  reason: string;
  /** The redlines that it takes over. */
  taken?: readonly string[];
  /** Where it was typed: the draft of that desk goes. */
  desk?: string;
}

/** What is being typed into a runbook; each desk has a draft of its own. */
export interface Typed {
  id: string;
  desk: string;
  text: string;
  /** The revision it was made from; null for a new runbook. */
  base: string | null;
  /** The draft that it goes on from, by its hash. */
  over: string | null;
}

/** The newest revision after a save. */
export interface Saved {
  head: number;
  n: number;
  revision: string;
  /** Whether this save made it: a text without a change makes none. */
  new: boolean;
}

/** What a folder is chosen for: to export to, to look at and take in, or to keep the library in too. */
export type Purpose = "export" | "import" | "library";

/** What the page asks of the window around it. */
export type FrameRequest =
  | { frame: "show" }
  | { frame: "theme"; theme: "system" | "dark" | "light" }
  | { frame: "zoom"; by: "in" | "out" | "reset" }
  | { frame: "strip"; on: boolean; on_top: boolean };

interface Views {
  incidents: IncidentsView;
  store: StoreView;
  start: StartView;
  similar: SimilarView;
  search: SearchView;
  walk: WalkView;
  decide: DecideView;
  postmortem: PostmortemView;
  runbooks: RunbooksView;
  services: ServicesView;
  settings: SettingsView;
  timeline: TimelineView;
  handover: HandoverView;
  edit: EditView;
  history: HistoryView;
  diff: DiffView;
  /** Null where there is nothing to merge. */
  update: MergeView | null;
  merge: MergeView | null;
  folder: FolderView;
  import: ImportView;
  import_diff: ImportDiff;
  /** Null where the two do not conflict. */
  import_merge: MergeView | null;
  lint: LintView;
}

export type ViewName = keyof Views;
export type ViewOf<N extends ViewName> = Views[N];
export type RequestFor<N extends ViewName> = ViewRequest & { view: N };

/** Saves; a closing waits for it. */
const save = <T>(request: object): Promise<T> => underWay.add(invoke<T>("save", { request }));
const write = <T>(request: object): Promise<T> => underWay.add(invoke<T>("export", { request }));

export const backend = {
  view: <N extends ViewName>(request: RequestFor<N>) => invoke<ViewOf<N>>("view", { request }),
  /** Records an act; it is on disk when this returns. */
  act: (request: ActRequest) => invoke<Recorded>("act", { request }),
  /** Writes keys of a service card; an empty value takes its key out. Refused as `moved` where
   * somebody made something else of the same key since `base`. */
  save: (service: string, keys: Record<string, string>, upon: { base?: string; reason?: string } = {}) =>
    save<Saved>({ save: "service", service, keys, ...upon }),
  /** Saves a runbook's text; refused as `moved` where somebody saved meanwhile. */
  saveRunbook: (change: Change) => save<Saved>({ save: "runbook", ...change }),
  /** Brings an earlier revision's text back as the next one. */
  restore: (id: string, n: number) => save<Saved>({ save: "restore", id, n }),
  /** Puts a runbook away, or brings it back. */
  archive: (id: string, archived: boolean, reason: string) =>
    save<{ head: number }>({ save: "archive", id, archived, reason }),
  /** Says what became of a newer shipped text. */
  takeUpdate: (id: string, text: string, base: string) =>
    save<Saved>({ save: "update", id, text, base }),
  /** Says why a step that was marked as wrong may stay as it is. */
  setRedlineAside: (redline: string, reason: string) =>
    save<{ head: number }>({ save: "set_aside", redline, reason }),
  takeRedlineUp: (redline: string) => save<{ head: number }>({ save: "take_up", redline }),
  /** Makes what was done in an incident the draft of a new runbook. */
  promote: (incident: string, id: string, title: string, stack: string) =>
    save<{ head: number }>({ save: "promote", incident, id, title, stack }),
  /** Takes in what was looked at, all of it or nothing; refused as `changed_meanwhile` where a file, or
   * what the library has of it, is another one by now. */
  takeIn: (given: Given, picks: readonly Pick[], reason: string) =>
    save<{ head: number }>({ save: "import", given, picks, reason }),
  /** Writes what was looked at into the folder that the library is kept in too; refused like `takeIn`. */
  writeOut: (picks: readonly Pick[]) => save<{ head: number }>({ save: "write_out", picks }),
  duplicate: (id: string, as: string, title: string) =>
    save<Saved>({ save: "duplicate", id, as, title }),
  /** Begins a runbook from the template, as a draft. */
  begin: (id: string, title: string, stack: string) =>
    save<{ head: number }>({ save: "new", id, title, stack }),
  /** Keeps what is typed; it is on disk when this returns. */
  typed: (typed: Typed) => invoke<void>("draft", { request: { draft: "typed", ...typed } }),
  /** Lets a desk's draft go, and the one that it goes on from. */
  drop: (dropped: { id: string; desk: string; over: string | null }) =>
    invoke<void>("draft", { request: { draft: "dropped", ...dropped } }),
  /** Keeps what stands in a form; without a text nothing of it is kept any more. */
  form: (form: { name: string; text: string | null }) =>
    invoke<void>("draft", { request: { draft: "form", ...form } }),
  /** What was left in forms, by their names. */
  forms: () => invoke<Record<string, string>>("view", { request: { view: "forms" } }),
  /** Sets settings by their keys; an empty value brings a default back. */
  set: (values: Record<string, string>) =>
    save<{ head: number }>({ save: "settings", values }),
  /** Writes the postmortem to the export folder and says where. Refused as `export_edited` where
   * somebody has edited the file since the last export, unless `force` replaces it. */
  export: (incident: string, format: "md" | "brief", force = false) =>
    write<{ path: string }>({ incident, format, force }),
  /** Writes the library as Markdown below the export folder; what has changes of its own there stays. */
  exportLibrary: () => write<{ path: string; exported: Exported }>({ library: true }),
  /** The record's time in milliseconds since 1970; a sample store has its own. */
  clock: () => invoke<number>("clock"),
  /** Asks the person for a folder; null if they changed their mind. Refused as `no_dialog` where no
   * dialog can be shown: then, once, a path that they typed is taken. */
  dialog: (purpose: Purpose, typed: string | null = null) =>
    invoke<string | null>("dialog", { request: { purpose, typed } }),
  /** Shows the window, or changes its frame; gives the zoom. */
  frame: (request: FrameRequest) => invoke<number>("frame", { request }),
  /** Shows the system's dialog for printing. */
  print: () => invoke<void>("print"),
  /** Opens a web page in the browser; where its address is new, the person is asked first. */
  openLink: (link: string) => invoke<void>("open_link", { link }),
  /** Calls back whenever anyone has changed the record; returns how to stop. */
  onChanged: (changed: (head: number) => void) =>
    listen<number>("changed", (event) => changed(event.payload)),
  /** Calls back when another store lies at the path of this one, which may be an older one. */
  onReopened: (reopened: () => void) => listen("reopened", reopened),
  /** Calls back when the window is to be closed; it stays until `closing` has answered. */
  onClosing: (closing: () => void) => listen("closing", closing),
  /** Whether the window goes, or stays until somebody has answered. */
  closing: (request: "go" | "stay") => invoke<void>("closing", { request }),
};

/** Whatever was thrown, as something that can be shown. */
export function asEdgeError(thrown: unknown): EdgeError {
  if (typeof thrown === "object" && thrown !== null && "message" in thrown && "kind" in thrown) {
    return thrown as EdgeError;
  }
  return {
    kind: "fault",
    message: `Kneeboard failed inside: ${String(thrown)}.`,
    hint: "What was shown as recorded is safe. Try again, or start Kneeboard anew.",
  };
}
