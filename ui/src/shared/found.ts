// What a search led to: brought into sight and outlined for a while. Nothing moves, the focus stays.
const OUTLINED_FOR = 4000;

export function showFound(element: Element | null | undefined): void {
  if (!(element instanceof HTMLElement)) return;
  element.scrollIntoView({ block: "center" });
  element.dataset.found = "";
  setTimeout(() => delete element.dataset.found, OUTLINED_FOR);
}
