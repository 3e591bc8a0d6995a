// The part of the editor that needs no page, for the check of its bytes.
export { history, undo } from "@codemirror/commands";
export { EditorState } from "@codemirror/state";
export { opened, written } from "../src/editor/bytes";
export { insertStep, move } from "../src/editor/moving";
