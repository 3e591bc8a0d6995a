// What a person gives to be taken in, as it is sent: a dropped file by its bytes.
import type { Given } from "../backend";

/** One byte more than a runbook may have: enough to say that it is too long. */
const MOST_BYTES = 4 * 1024 * 1024 + 1;

/** So many are read here; more are chosen as a folder. */
const MOST_FILES = 200;

/** Letters are made of so many bytes at a time: a call has only so many arguments. */
const AT_ONCE = 8192;

/** Files with their bytes; what cannot be read, as a folder cannot, goes along without any. */
export async function filesOf(files: readonly File[]): Promise<Given> {
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
