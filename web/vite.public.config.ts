/** Scripts of the public pages. Every `public/*.ts` is a bundle; the manifest tells the server their hashed names. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { precompress } from "./precompress.ts";

const here = (to: string) => fileURLToPath(new URL(to, import.meta.url));
const input = readdirSync(here("./public"))
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((name) => here(`./public/${name}`));

export default defineConfig({
  root: here("./public"),
  base: "/assets/",
  publicDir: false,
  plugins: [precompress()],
  build: {
    outDir: here("./dist/public"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: "es2020",
    manifest: "manifest.json",
    assetsDir: "",
    rolldownOptions: { input },
  },
});
