// Makes a native dialog hold the focus, and give it back to where it was.
import { untrack } from "svelte";

import { findFocus } from "../focus";

/** An attachment for a dialog that goes away by `close`. Esc asks for that at once: the dialog's own
 * `close` event comes late, when the next key may have opened another one. */
export const modal = (close: () => void) => (dialog: HTMLDialogElement) =>
  // Whoever hears of the focus may read what changes later: that must not begin the dialog anew, which
  // would then give the focus back to itself.
  untrack(() => hold(dialog, close));

function hold(dialog: HTMLDialogElement, close: () => void): () => void {
  const before = document.activeElement;
  dialog.showModal();
  // Among radio buttons the focus begins on the one that is chosen, not on the first.
  const first = document.activeElement;
  if (first instanceof HTMLInputElement && first.type === "radio" && !first.checked) {
    dialog.querySelector<HTMLInputElement>(`input[name="${CSS.escape(first.name)}"]:checked`)?.focus();
  }
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  // A dialog that is taken off the page gives no focus back by itself.
  return () => {
    const lost = document.activeElement === document.body || dialog.contains(document.activeElement);
    if (lost && before instanceof HTMLElement && before.isConnected) before.focus();
    findFocus();
  };
}
