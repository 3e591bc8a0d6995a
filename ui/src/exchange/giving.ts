// What a person gives to be taken in: it is looked at first, wherever the window was, and Esc leads back
// there. A dropped file is sent by its bytes.
import type { Given } from "../backend";
import { record } from "../record.svelte";
import { where } from "../where.svelte";

/** One byte more than a runbook may have: enough to say that it is too long. */
const MOST_BYTES = 4 * 1024 * 1024 + 1;

/** So many are read here; more are chosen as a folder. */
const MOST_FILES = 200;

/** Letters are made of so many bytes at a time: a call has only so many arguments. */
const AT_ONCE = 8192;

/** Where what is typed, or chosen, would be gone with the screen. */
const HELD = "dialog[open], [data-screen=merge]";
const FIELDS = ["incidents", "walkthrough", "strip"].map((screen) => `[data-screen=${screen}] :is(input, textarea)`).join();

/** Shows what was given beside the library. */
export function look(given: Given): void {
  const from = where.screen.at === "import" ? where.screen.from : where.screen;
  where.go({ at: "import", given, from });
}

/** The same for files that were let go over the window. */
export async function lookAt(files: readonly File[]): Promise<void> {
  if (isHeld()) {
    record.warn("Not looked at: something here is typed or chosen and not recorded. Finish or leave it, then drop the file again.");
  } else if (files.length === 0) {
    record.warn("What was dropped cannot be read here, and nothing was taken in. A folder is chosen with I on Runbooks.");
  } else {
    look(await filesOf(files));
  }
}

function isHeld(): boolean {
  const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(FIELDS)];
  const isTyped = ({ type, value }: HTMLInputElement | HTMLTextAreaElement) =>
    type !== "checkbox" && type !== "radio" && value.trim() !== "";
  return document.querySelector(HELD) !== null || fields.some(isTyped);
}

/** Files with their bytes; what cannot be read, as a folder cannot, goes along without any. */
async function filesOf(files: readonly File[]): Promise<Given> {
  const read = files.map(async (file, at) => ({
    path: file.name,
    bytes: at < MOST_FILES ? await lettersOf(file).catch(() => null) : null,
  }));
  return { given: "files", files: await Promise.all(read) };
}

/** A letter for each byte. */
async function lettersOf(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.slice(0, MOST_BYTES).arrayBuffer());
  let letters = "";
  for (let at = 0; at < bytes.length; at += AT_ONCE) {
    letters += String.fromCharCode(...bytes.subarray(at, at + AT_ONCE));
  }
  return letters;
}
