// A list that is walked by the arrows, as everywhere in one.

/** Up and down go from one button of the list to the next. */
export function arrows(list: HTMLElement): () => void {
  const walk = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || event.altKey) return;
    const all = [...list.querySelectorAll<HTMLElement>("button")];
    const next = all[all.indexOf(document.activeElement as HTMLElement) + by];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  list.addEventListener("keydown", walk);
  return () => list.removeEventListener("keydown", walk);
}
