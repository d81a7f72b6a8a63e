/** Debian's Chromium against the real server with demo data; `e2e/server.ts` starts one for all tests. */
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "./e2e",
  // Needs a server with 100,000 cases: the bench's (`cargo xtask bench desk`).
  testIgnore: process.env.MINYI_LARGE ? [] : ["large/**"],
  outputDir: "./test-results",
  globalSetup: "./e2e/server.ts",
  workers: 2,
  fullyParallel: true,
  // On a machine shared with others a page may miss its seconds once. What passes only the second time is named as flaky at the end.
  retries: 1,
  timeout: 60_000,
  reporter: [["list"]],
  use: {
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
