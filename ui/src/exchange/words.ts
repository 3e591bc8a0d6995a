// What becomes of a file, in words.
import type { Becomes } from "../wire";

/** In the order they are listed: what can be taken in, what needs somebody, what the library is ahead
 * with, what changes nothing. */
export const ORDER: readonly Becomes[] = ["new", "changed", "merged", "conflicting", "older", "absent", "same"];

const SAFE: readonly Becomes[] = ["new", "changed", "merged"];

/** Whether a file can be taken in without losing anything of the library. */
export const isSafe = (becomes: Becomes): boolean => SAFE.includes(becomes);

/** Whether the library has more than the folder that it is kept in too, and can be written there. */
export const isAhead = (becomes: Becomes): boolean => becomes === "older" || becomes === "absent";

export const NAMES: Record<Becomes, string> = {
  new: "New",
  changed: "Changed",
  merged: "Merged",
  conflicting: "Conflicting",
  older: "Older",
  absent: "Not in the folder",
  same: "The same",
};

export const MEANT: Record<Becomes, string> = {
  new: "The library has none of this name yet.",
  changed: "The file changed, and the library did not since the two had the same text.",
  merged: "Both changed, in different places: the changes of both are in the new text.",
  conflicting:
    "File and library both changed the same place, or it is not known what they have in common. It is not taken in from here, and both texts stay. Open the library's, put into it what the file has more, and save; then give the file the same text.",
  older: "The library once had this text and has gone on since. Nothing is taken in.",
  absent:
    "The folder has no file of it: it was not written there yet, or somebody deleted the file. Ticked, it is written; put the runbook away if it is meant to be gone.",
  same: "The library has this text already.",
};
