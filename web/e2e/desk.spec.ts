/** A station's desk: what may be the same case stands beside it, is merged or sent on; views are kept; what is printed is the whole case. */
import { randomUUID } from "node:crypto";
import { file } from "./api";
import { expect, signIn, test } from "./people";

test("a likely duplicate is proposed and merged, another is sent on, a view is kept, the document is printed", async ({ page }) => {
  const mark = randomUUID().slice(0, 6);
  const station = "station-feiying-1";
  await signIn(page, station);
  const first = await file(page, station, `飞英街窨井盖破损${mark}`, "人行道上的窨井盖破了，晚上走路危险。");
  const second = await file(page, station, `飞英街的窨井盖破损了${mark}`, "人行道窨井盖破了一个大洞，走路危险。");
  await file(page, station, `咨询社保转移${mark}`, "外地社保怎样转回本地？");

  // Found by two characters from the middle of the text, in Chinese.
  await page.goto("/console/matters");
  await page.fill("input[name=q]", `井盖 ${mark}`);
  await page.press("input[name=q]", "Enter");
  await expect(page.getByText("共 2 件")).toBeVisible();
  await page.getByLabel("视图名称").fill("井盖");
  await page.getByRole("button", { name: "存为视图" }).click();

  await page.goto(`/console/matters/${second}`);
  const similar = page.locator("aside section", { hasText: "可能重复" });
  await expect(similar.getByRole("link", { name: `飞英街窨井盖破损${mark}` })).toBeVisible();
  await expect(similar.getByText(/相似 \d+%/).first()).toBeVisible();
  await similar.locator("div", { has: page.getByRole("link", { name: `飞英街窨井盖破损${mark}` }) }).getByRole("button", { name: "并入该事项" }).click();
  const merge = page.getByRole("form", { name: "并案" });
  await expect(merge.getByLabel("并入哪件事项（编号）")).toHaveValue(first);
  await merge.getByLabel("给群众的说明").fill("与先前提交的是同一个窨井盖。");
  await merge.getByRole("button", { name: "确认并案" }).click();
  await expect(page.locator("article").getByText("已办结")).toBeVisible();
  await page.getByRole("link", { name: "并入事项" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`飞英街窨井盖破损${mark}`);

  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("navigation")).toBeHidden();
  await expect(page.locator("article").getByText("受理时限")).toBeVisible();
  await expect(page.getByRole("heading", { name: "经过" })).toBeVisible();
  await page.emulateMedia({ media: "screen" });

  await page.goto("/console/matters");
  await page.getByRole("button", { name: "井盖", exact: true }).click();
  await expect(page.getByText("共 2 件")).toBeVisible();
  await page.goto(`/console/matters?q=${encodeURIComponent(`社保 ${mark}`)}`);
  await page.getByRole("link", { name: `咨询社保转移${mark}` }).click();
  await page.getByRole("button", { name: "转送" }).click();
  const redirect = page.getByRole("form", { name: "转送" });
  await redirect.getByLabel("转送去向").selectOption({ label: "12345 热线" });
  await redirect.getByLabel("给群众的说明").fill("社保转移由 12345 热线答复。");
  await redirect.getByRole("button", { name: "确认转送" }).click();
  await expect(page.locator("article").getByText("12345 热线")).toBeVisible();
});
