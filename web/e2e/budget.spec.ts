/** What the console weighs and how soon it shows rows: printed with every run, so that growth is seen. Only bytes are judged; time is
 * the machine's. Lists over 100,000 cases: `cargo xtask bench desk`. */
import { expect, signIn, test } from "./people";

test("the first page of the list stays light", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  const page = await context.newPage();
  await signIn(page, "clerk-town-zhili");
  const fresh = await context.newPage();
  await fresh.goto("/console/matters");
  await fresh.getByText(/共 \d+ 件/).waitFor();
  const seen = await fresh.evaluate(() => {
    const resources = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const list = resources.find((one) => one.name.includes("/v1/desk/matters"));
    return {
      bytes: resources.reduce((sum, one) => sum + one.encodedBodySize, 0),
      files: resources.length,
      list_ms: list ? Math.round(list.duration) : null,
      rows_ms: Math.round(performance.now()),
    };
  });
  console.log(`budget: console list ${Math.round(seen.bytes / 1000)} kB compressed in ${seen.files} files, answer ${seen.list_ms} ms, rows after ${seen.rows_ms} ms (demo data)`);
  expect(seen.bytes).toBeLessThan(450_000);
});
