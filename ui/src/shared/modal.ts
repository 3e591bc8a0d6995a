// Makes a native dialog hold the focus, and give it back to where it was.
import { findFocus } from "../focus";

export function modal(dialog: HTMLDialogElement): () => void {
  const before = document.activeElement;
  dialog.showModal();
  // A dialog that is taken off the page gives no focus back by itself.
  return () => {
    const lost = document.activeElement === document.body || dialog.contains(document.activeElement);
    if (lost && before instanceof HTMLElement && before.isConnected) before.focus();
    findFocus();
  };
}
