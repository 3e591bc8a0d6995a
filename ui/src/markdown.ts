// A parsed text as the core sends it; `range` is in bytes of that text.
export type Range = { start: number; end: number };

export type Block =
  | { kind: "paragraph"; text: Inline[]; range: Range }
  | { kind: "heading"; level: number; text: Inline[]; range: Range }
  | { kind: "list"; first: number | null; items: Item[]; range: Range }
  | { kind: "quote"; blocks: Block[]; range: Range }
  | { kind: "code"; lang: string | null; text: string; range: Range }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][]; align: Align[]; range: Range }
  | { kind: "rule"; range: Range };

export type Item = { task?: Task; blocks: Block[]; range: Range };

export type Task = { ticked: boolean; range: Range };

export type Align = "none" | "left" | "center" | "right";

export type Inline =
  | { kind: "text"; text: string; range: Range }
  | { kind: "code"; text: string; range: Range }
  | { kind: "emphasis"; text: Inline[]; range: Range }
  | { kind: "strong"; text: Inline[]; range: Range }
  | { kind: "strikethrough"; text: Inline[]; range: Range }
  | { kind: "link"; to: string; text: Inline[]; range: Range }
  | { kind: "soft_break"; range: Range }
  | { kind: "hard_break"; range: Range };

/** A line as a span of code: between more backticks than any that stand in it. */
export function codeSpan(line: string): string {
  const runs = line.match(/`+/g) ?? [];
  const ticks = "`".repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  return `${ticks} ${line} ${ticks}`;
}
