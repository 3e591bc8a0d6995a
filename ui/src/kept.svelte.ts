// What somebody typed and has not recorded yet: it waits where it was left, however often a screen
// is left and come back to, and whatever is drawn anew meanwhile.
const forms = new Map<string, object>();

/** The form of this name; blank where nothing was left in it. */
export function kept<T extends object>(name: string, blank: T): T {
  const left = forms.get(name);
  if (left) return left as T;
  const form = $state(blank);
  forms.set(name, form);
  return form;
}

/** The next one that asks for this form gets a blank one. */
export function forget(name: string): void {
  forms.delete(name);
}
