// What somebody chose, and wrote, where two texts meet: kept like any form, until the two are one. It is
// known by the words of one's own side, so that it stays where other places change meanwhile. A choice
// holds for the other side that was seen; what was written is at hand where that is another one by now.
import { forget, kept } from "../kept.svelte";
import type { MergeView } from "../wire";

type Piece = MergeView["pieces"][number];
export type Conflict = Extract<Piece, { piece: "conflict" }>;
export type Side = "" | "ours" | "theirs" | "both" | "written";

interface Choice {
  side: Side;
  text: string;
  /** The other side that it was made against. */
  theirs: string;
}

/** A place that both sides changed. */
export interface Place {
  piece: Conflict;
  /** Its number among the pieces. */
  at: number;
  /** By what its choice is known. */
  key: string;
}

/** The place that each piece of a merge is, where it is one. */
export function placesOf(pieces: readonly Piece[]): (Place | undefined)[] {
  const seen = new Map<string, number>();
  return pieces.map((piece, at) => {
    if (piece.piece !== "conflict") return undefined;
    const nth = (seen.get(piece.ours) ?? 0) + 1;
    seen.set(piece.ours, nth);
    return { piece, at, key: `${nth} ${piece.ours}` };
  });
}

/** The side that was chosen, where the other is still the one that was seen. */
export function sideOf({ piece, key }: Place, choices: Record<string, Choice>): Side {
  const choice = choices[key];
  return choice?.theirs === piece.theirs ? choice.side : "";
}

const nameOf = (document: string) => `merge ${document}`;

/** The choices for a document, by the key of their place. */
export const choicesFor = (document: string) => kept<Record<string, Choice>>(nameOf(document), {});

/** The two became one: nothing of the choice is wanted any more. */
export const settle = (document: string) => forget(nameOf(document));
