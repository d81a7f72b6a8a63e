/** A mandate in the console: found by constituency, suspended on a ground of the law after a look at what changes, restored. */
import { randomUUID } from "node:crypto";
import { act, uuid7 } from "./api";
import { expect, person, signIn, test } from "./people";

test("the office suspends and restores a mandate on the law's grounds, and sees first what changes", async ({ page, browser, baseURL }) => {
  test.setTimeout(120_000);
  const mark = randomUUID().slice(0, 6);
  await signIn(page, "office-3");
  const matter = uuid7();
  const constituency = `测试选区${mark}`;
  await act(page, matter, {
    procedure: "mandate", type: "establish", deputy: person("deputy-035").id, name: `演示代表${mark}`, office: "district", region: "330502", constituency,
    term: { starts: "2026-01-01", ends: "2030-12-31" }, station: "station-zhili-1",
  });
  await page.goto("/console/mandates");
  await page.getByLabel("选区、选举单位").selectOption(constituency);
  await expect(page.getByText("共 1 件")).toBeVisible();
  await page.getByLabel("姓名或短码").fill(mark);
  await page.getByRole("button", { name: "筛选" }).click();
  await page.getByRole("link", { name: `演示代表${mark}` }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`演示代表${mark}`);
  await expect(page.getByRole("img", { name: "A4 公示牌" })).toBeVisible();
  await expect.poll(() => page.getByRole("img", { name: "A4 公示牌" }).evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);

  await page.getByRole("button", { name: "暂停执行代表职务" }).click();
  const form = page.getByRole("form", { name: "暂停执行代表职务" });
  // The closed list: two grounds, in the words of the law.
  await expect(form.getByLabel("法定情形").locator("option")).toHaveCount(2);
  await form.getByRole("button", { name: "确认暂停执行代表职务" }).click();
  await expect(form.getByText("必填").first()).toBeVisible();
  await form.getByLabel("法定情形").selectOption("detained");
  await form.getByLabel("说明（不公开）").fill("依公安机关通知");
  await form.getByRole("button", { name: "预览结果" }).click();
  await expect(form.getByRole("row", { name: /状态 在任 暂停执行代表职务/ })).toBeVisible();
  await expect(form.getByRole("row", { name: /公开页/ })).toBeVisible();
  // A look changes nothing.
  await expect(page.locator("article .tag")).toHaveText("在任");
  await form.getByRole("button", { name: "确认暂停执行代表职务" }).click();
  await expect(page.locator("article .tag")).toHaveText("暂停执行代表职务");
  const stranger = await (await browser.newContext({ baseURL })).newPage();
  const code = await page.locator("dd code").first().textContent();
  const shown = (await (await stranger.request.get(`${baseURL}/v1/public/deputies/${code}`)).json()) as { standing: { stage: string } };
  expect(shown.standing).toEqual({ stage: "suspended" });

  await page.getByRole("button", { name: "恢复执行代表职务" }).click();
  const back = page.getByRole("form", { name: "恢复执行代表职务" });
  await back.getByLabel("说明（不公开）").fill("已撤销案件");
  await back.getByRole("button", { name: "确认恢复执行代表职务" }).click();
  await expect(page.locator("article .tag")).toHaveText("在任");
  await page.getByRole("button", { name: "代表资格终止" }).click();
  // A deputy is recalled or resigns, and is never "released" as a deliberator is.
  await expect(page.getByLabel("法定情形").locator("option", { hasText: "解聘" })).toHaveCount(0);
  await expect(page.getByText("登记代表资格")).toBeVisible();
});
