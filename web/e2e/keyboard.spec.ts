/** Without a mouse: a whole act from the list to the receipt, and every control of every page. */
import { randomUUID } from "node:crypto";
import { file } from "./api";
import type { Page } from "@playwright/test";
import { watched } from "./look";
import { expect, signIn, test } from "./people";

test("a case is accepted with the keyboard alone", async ({ page }) => {
  const title = `键盘${randomUUID().slice(0, 6)}`;
  await signIn(page, "station-longquan-1");
  const matter = await file(page, "station-longquan-1", title, "请受理。");
  await page.goto(`/console/matters/${matter}`);
  await page.getByRole("heading", { name: title }).waitFor();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "跳到正文" })).toBeFocused();
  await page.keyboard.press("Enter");
  const act = page.getByRole("button", { name: "受理分类", exact: true });
  for (let tabs = 0; tabs < 30 && !(await act.evaluate((button) => button === document.activeElement)); tabs += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const choice = page.getByLabel("类别");
  for (let tabs = 0; tabs < 30 && !(await choice.evaluate((select) => select === document.activeElement)); tabs += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText("受理分类：已办理。")).toBeVisible();
});

const CONTROLS = 'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), summary, [tabindex="0"]';

/** What Tab does not come to, and what is not seen where it is. */
async function unreached(page: Page): Promise<string[]> {
  const count = await page.evaluate((controls) => {
    const seen = [...document.querySelectorAll<HTMLElement>(controls)].filter((one) => one.tabIndex >= 0 && one.getClientRects().length > 0 && getComputedStyle(one).visibility !== "hidden");
    // Of a group of radio buttons Tab comes to one.
    const groups = new Set<string>();
    const wanted = seen.filter((one) => !(one instanceof HTMLInputElement) || one.type !== "radio" || (!groups.has(one.name) && groups.add(one.name)));
    for (const [i, one] of wanted.entries()) one.dataset.reach = String(i);
    return wanted.length;
  }, CONTROLS);
  const faults = new Set<string>();
  const reached = new Set<string>();
  // A date has several stops of its own.
  for (let tabs = 0; tabs < 4 * count + 20 && reached.size < count; tabs += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const one = document.activeElement as HTMLElement | null;
      if (!one || one === document.body) return null;
      const style = getComputedStyle(one);
      // The parts of a date show it themselves.
      const parts = one instanceof HTMLInputElement && ["date", "time"].includes(one.type);
      const shown = parts || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
      return { reach: one.dataset.reach ?? null, shown, html: one.outerHTML.slice(0, 120) };
    });
    if (at?.reach) reached.add(at.reach);
    if (at && !at.shown) faults.add(`not seen when it has the focus: ${at.html}`);
  }
  const left = await page.evaluate((reached) => [...document.querySelectorAll<HTMLElement>("[data-reach]")].filter((one) => !reached.includes(one.dataset.reach ?? "")).map((one) => one.outerHTML.slice(0, 120)), [...reached]);
  return [...faults, ...left.map((html) => `not reached: ${html}`)];
}

test("Tab comes to every control of every page, and shows where it is", async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, "office-2");
  const settled = watched(page);
  const first = async (list: string) => {
    await page.goto(`/console/${list}`);
    return (await page.locator("td.title a").first().getAttribute("href")) ?? "";
  };
  const pages = ["/console/", "/console/matters?stage=answered", await first("matters"), "/console/cockpit", "/console/map", "/console/people?tab=log", "/console/mandates", await first("mandates"), "/console/hearings", "/console/rules", "/console/audit", "/console/devices", "/console/access"];
  const faults: string[] = [];
  for (const address of pages) {
    await page.goto(address);
    await settled();
    faults.push(...(await unreached(page)).map((fault) => `${address}: ${fault}`));
  }
  expect(faults).toEqual([]);
});
