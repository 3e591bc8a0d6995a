// Where the focus goes when the element that had it is gone: it is never lost.

/** To the step in focus, else to the matter of the screen. */
export function focusMatter(): void {
  const step = document.querySelector<HTMLElement>('[aria-current="step"]');
  (step ?? document.querySelector<HTMLElement>("main"))?.focus();
}

/** To the matter, where nothing has the focus any more. */
export function findFocus(): void {
  const lost = document.activeElement === document.body && !document.querySelector("dialog[open]");
  if (lost) focusMatter();
}
