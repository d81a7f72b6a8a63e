/** First rows of a list over 100,000 cases, as a person sees them. Run by `cargo xtask bench desk`, which has such a server and reads the one
 * line that is printed here; no part of the browser step. */
import { expect, signIn, test } from "../people";

const ROWS = "table.stack tbody tr";
const TURNS = 20;

test("the list of a large district turns its pages", async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, "office-1", "fresh");
  const first: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    await page.goto("/console/matters");
    await page.waitForSelector(ROWS);
    // From the question to the server until its rows stand on the page; the console itself was loaded before.
    first.push(
      await page.evaluate((rows) => {
        const asked = performance.getEntriesByType("resource").find((one) => one.name.includes("/v1/desk/matters"));
        return new Promise<number>((resolve) => {
          const look = () => (document.querySelector(rows) ? resolve(performance.now() - (asked?.startTime ?? 0)) : requestAnimationFrame(look));
          requestAnimationFrame(look);
        });
      }, ROWS),
    );
  }
  const turned: number[] = [];
  const next = page.getByRole("button", { name: "下一页" });
  for (let turn = 0; turn < TURNS; turn += 1) {
    await expect(next).toBeEnabled();
    turned.push(
      await next.evaluate((button, rows) => {
        const title = () => document.querySelector(`${rows} .title`)?.textContent;
        const [before, began] = [title(), performance.now()];
        (button as HTMLButtonElement).click();
        return new Promise<number>((resolve) => {
          const look = () => (title() !== undefined && title() !== before ? resolve(performance.now() - began) : requestAnimationFrame(look));
          requestAnimationFrame(look);
        });
      }, ROWS),
    );
  }
  console.log(`CHROMIUM ${JSON.stringify({ first, turned })}`);
});
