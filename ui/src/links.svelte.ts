// Links leave through the shell, which asks about new ones; what was not opened is said, and can be copied.
import { asEdgeError, backend, type EdgeError } from "./backend";

let refused = $state.raw<{ link: string; error: EdgeError }>();

export const links = {
  /** The link that was not opened, and why. */
  get refused(): { link: string; error: EdgeError } | undefined {
    return refused;
  },
  async open(link: string): Promise<void> {
    try {
      await backend.openLink(link);
    } catch (thrown) {
      refused = { link, error: asEdgeError(thrown) };
    }
  },
  leave(): void {
    refused = undefined;
  },
};
