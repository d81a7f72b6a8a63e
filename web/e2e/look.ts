/** Looking at a page: when it has settled, and what axe says of it. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Waits until nothing was asked of the server for a moment. Quicker than `networkidle`, whose moment is half a second on every page. */
export function watched(page: Page): () => Promise<void> {
  let open = 0;
  let last = Date.now();
  const count = (by: number) => () => {
    open = Math.max(0, open + by);
    last = Date.now();
  };
  page.on("request", count(1));
  page.on("requestfinished", count(-1));
  page.on("requestfailed", count(-1));
  return async () => {
    const until = Date.now() + 10_000;
    while ((open > 0 || Date.now() - last < 150) && Date.now() < until) await page.waitForTimeout(25);
  };
}

/** Serious and critical faults. What depends on colours alone changes between light and dark; the rest is the same and looked at once. */
export async function faults(page: Page, which: "all" | "colours" = "all"): Promise<string[]> {
  // By the debugger's own way in: the page's policy lets no foreign script run, and that stays so.
  const client = await page.context().newCDPSession(page);
  await client.send("Runtime.evaluate", { expression: axe });
  const found = await page.evaluate(async (which) => {
    interface Fault { id: string; impact: string; nodes: Array<{ html: string }> }
    const { axe } = window as unknown as { axe: { run: (of: Document, how: object) => Promise<{ violations: Fault[] }> } };
    const only = which === "colours" ? { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } } : {};
    return (await axe.run(document, { resultTypes: ["violations"], ...only })).violations;
  }, which);
  await client.detach();
  return found
    .filter((fault) => fault.impact === "serious" || fault.impact === "critical")
    .map((fault) => `${fault.id}: ${fault.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}
