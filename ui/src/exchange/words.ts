// What becomes of a file, in words.
import type { Becomes } from "../wire";

/** In the order they are listed: what can be taken in, what needs somebody, what the library is ahead
 * with, what changes nothing. */
export const ORDER: readonly Becomes[] = ["new", "changed", "merged", "conflicting", "older", "gone", "absent", "same"];

const SAFE: readonly Becomes[] = ["new", "changed", "merged"];

/** Whether a file can be taken in without losing anything of the library. */
export const isSafe = (becomes: Becomes): boolean => SAFE.includes(becomes);

/** Whether the library has more than the folder that it is kept in too, and can be written there. */
export const isAhead = (becomes: Becomes): boolean => becomes === "older" || isMissing(becomes);

/** Whether that folder has no file of it. */
export const isMissing = (becomes: Becomes): boolean => becomes === "absent" || becomes === "gone";

export const NAMES: Record<Becomes, string> = {
  new: "New",
  changed: "Changed",
  merged: "Merged",
  conflicting: "Conflicting",
  older: "Older",
  absent: "Not in the folder yet",
  gone: "No longer in the folder",
  same: "The same",
};

export const MEANT: Record<Becomes, string> = {
  new: "The library has none of this name yet.",
  changed: "The file changed, and the library did not since the two had the same text.",
  merged: "Both changed, in different places: the changes of both are in the new text.",
  conflicting:
    "File and library both changed the same place, or it is not known what they have in common. Nothing of the file is taken in before somebody puts the two together; then both stay as versions.",
  older: "The library once had this text and has gone on since. Nothing is taken in.",
  absent: "The folder never had a file of it. Ticked, it is written there.",
  gone: "The folder had a file of it, and has it no longer. Nothing is deleted here for that. Ticked, it is written there again; if it is meant to be gone, open it and put it away.",
  same: "The library has this text already.",
};
