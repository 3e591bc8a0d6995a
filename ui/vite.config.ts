import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

const server = { host: "localhost", port: 5187, strictPort: true };

export default defineConfig({
  plugins: [svelte()],
  clearScreen: false,
  server,
  preview: server,
  build: {
    // WebKitGTK 2.40 and the Safari of macOS 13; WebView2 keeps itself current.
    target: ["safari16.4", "chrome120"],
    // The policy allows no inline script, so none is made.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
});
