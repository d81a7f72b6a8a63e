/** A whole act without a mouse: from the list to the receipt. */
import { randomUUID } from "node:crypto";
import { file } from "./api";
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
