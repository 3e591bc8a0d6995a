// Folders are chosen in a dialog of the system. Where none can be shown, the path is typed.
import { asEdgeError, backend, type EdgeError, type Purpose } from "./backend";

/** A path that has to be typed, and why. */
export interface TypedFolder {
  purpose: Purpose;
  error: EdgeError;
  /** Takes what was typed, or gives why not; null where the person changed their mind. */
  answer: (path: string | null) => Promise<EdgeError | undefined>;
}

let asked = $state.raw<TypedFolder>();
let isChoosing = false;

export const folders = {
  get asked(): TypedFolder | undefined {
    return asked;
  },
  /** Lets the person choose a folder; gives its path, or null if they changed their mind. */
  async choose(purpose: Purpose): Promise<string | null> {
    // A second click finds the dialog of the first.
    if (isChoosing) return null;
    isChoosing = true;
    try {
      return await backend.dialog(purpose);
    } catch (thrown) {
      const error = asEdgeError(thrown);
      if (error.kind !== "no_dialog") throw thrown;
      return await typed(purpose, error);
    } finally {
      isChoosing = false;
    }
  },
};

function typed(purpose: Purpose, error: EdgeError): Promise<string | null> {
  return new Promise((done) => {
    const leave = (path: string | null): undefined => {
      asked = undefined;
      done(path);
    };
    const answer = async (path: string | null): Promise<EdgeError | undefined> => {
      if (path === null) return leave(null);
      try {
        return leave(await backend.dialog(purpose, path));
      } catch (thrown) {
        return asEdgeError(thrown);
      }
    };
    asked = { purpose, error, answer };
  });
}
