/** Writes `name.br` beside every text file of a build: the server hands the small one out, and compresses nothing itself. */
import { promises as fs } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import type { Plugin } from "vite";

export function precompress(): Plugin {
  let out = "";
  return {
    name: "minyi-precompress",
    apply: "build",
    configResolved(config) {
      out = path.resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      // A build that failed has nothing to make small.
      if (!(await fs.stat(out).catch(() => null))) return;
      for (const name of await fs.readdir(out, { recursive: true })) {
        if (!/\.(js|css|html|json|svg|webmanifest)$/.test(name)) continue;
        const bytes = await fs.readFile(path.join(out, name));
        const small = brotliCompressSync(bytes, {
          params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
        });
        if (small.length < bytes.length) await fs.writeFile(path.join(out, `${name}.br`), small);
      }
    },
  };
}
