/** A mandate in the console: recorded with refusals at their fields, found by constituency, suspended on a ground of the law after a look at what changes, restored. */
import { randomUUID } from "node:crypto";
import { expect, person, signIn, test } from "./people";

test("the office records, suspends and restores a mandate on the law's grounds, and sees first what changes", async ({ page, browser, baseURL }) => {
  test.setTimeout(120_000);
  const mark = randomUUID().slice(0, 6);
  await signIn(page, "office-3");
  const constituency = `测试选区${mark}`;
  await page.goto("/console/mandates");
  await page.getByRole("button", { name: "登记代表资格" }).click();
  const fresh = page.getByRole("form", { name: "登记代表资格" });
  await fresh.getByLabel("代表（名录中的人员）").selectOption(person("deputy-035").id);
  await fresh.getByLabel("身份").selectOption("town");
  await fresh.getByLabel("人大或街道的区划代码").fill("33050");
  await fresh.getByLabel("选区、选举单位").fill(constituency);
  await fresh.getByLabel("任期起").fill("2026-01-01");
  await fresh.getByLabel("任期止").fill("2036-12-31");
  await fresh.getByLabel("联络站").selectOption("station-zhili-5");
  await fresh.getByLabel("联动履职小组（可不填）").fill("织里小组");
  const record = () => fresh.getByRole("button", { name: "确认登记代表资格" }).click();
  await record();
  await expect(fresh.getByRole("alert")).toContainText("区县 6 位");
  await fresh.getByLabel("人大或街道的区划代码").fill("330502");
  await record();
  // The rulebook's own words, each at its field.
  await expect(fresh.locator(".field", { hasText: "区划代码" }).getByRole("alert")).toContainText("区划代码应与代表的层级一致");
  await fresh.getByLabel("身份").selectOption("district");
  await record();
  await expect(fresh.locator(".field", { hasText: "任期止" }).getByRole("alert")).toContainText("不超过六年");
  await fresh.getByLabel("任期止").fill("2030-12-31");
  await record();
  await expect(page).toHaveURL(/mandates\/[0-9a-f-]{36}/);
  await expect(page.getByRole("row", { name: "联动履职小组 织里小组" })).toBeVisible();

  await page.goto("/console/mandates");
  await page.getByLabel("选区、选举单位").selectOption(constituency);
  await expect(page.getByText("共 1 件")).toBeVisible();
  await page.getByLabel("姓名或短码").fill(person("deputy-035").name);
  await page.getByRole("button", { name: "筛选" }).click();
  await page.getByRole("link", { name: person("deputy-035").name }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(person("deputy-035").name);
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
