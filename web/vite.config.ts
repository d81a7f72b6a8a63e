/** The console: a single page under /console. `npx vite` proxies the API to a server on port 8080. */
import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";
import { precompress } from "./precompress.ts";

const here = (to: string) => fileURLToPath(new URL(to, import.meta.url));
const server = process.env.MINYI_SERVER ?? "http://127.0.0.1:8080";

export default defineConfig({
  root: here("./console"),
  base: "/console/",
  publicDir: false,
  plugins: [vue(), precompress()],
  resolve: { alias: { "@api": here("./api/index.ts"), "@": here("./console/src") } },
  build: {
    outDir: here("./dist/console"),
    emptyOutDir: true,
    // Small files stay files: a data: address would need a hole in the content policy.
    assetsInlineLimit: 0,
    target: "es2022",
    chunkSizeWarningLimit: 1200,
  },
  server: { port: 5173, proxy: { "/v1": server, "/openapi.json": server } },
  test: { root: here("."), include: ["console/**/*.test.ts", "public/**/*.test.ts", "api/**/*.test.ts"], environment: "node" },
});
