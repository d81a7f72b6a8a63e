/** Each role does its job in the console, from sign-in to result. One case goes the whole road; every step is a person at a desk. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { file } from "./api";
import { expect, signIn, test } from "./people";
import type { Page } from "@playwright/test";

async function openCase(page: Page, title: string) {
  await page.goto("/console/matters");
  await page.fill("input[name=q]", title);
  await page.press("input[name=q]", "Enter");
  await page.getByRole("link", { name: title }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
}

async function does(page: Page, act: string, fill: (form: ReturnType<Page["getByRole"]>) => Promise<unknown> = async () => {}) {
  await page.getByRole("button", { name: act, exact: true }).click();
  const form = page.getByRole("form", { name: act });
  await fill(form);
  await form.getByRole("button", { name: `确认${act}` }).click();
  await expect(page.getByText(`${act}：已办理。`)).toBeVisible();
}

test("a case goes from the station to the unit's signed answer, each act by the person whose act it is", async ({ browser, baseURL }) => {
  test.setTimeout(180_000);
  const title = `路灯${randomUUID().slice(0, 6)}不亮`;
  const desk = async (login: string) => {
    const context = await browser.newContext({ baseURL, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
    const page = await context.newPage();
    await signIn(page, login);
    return page;
  };
  const station = await desk("station-longxi-1");
  await file(station, "station-longxi-1", title, "村口的路灯坏了一个月，晚上看不见路。");
  await openCase(station, title);
  await does(station, "受理分类", (form) => form.getByLabel("类别").selectOption({ label: "求助" }));

  // Another station does not see it.
  const other = await desk("station-binhu-1");
  await other.goto(`/console/matters?q=${encodeURIComponent(title)}`);
  await expect(other.getByText("没有符合条件的事项。")).toBeVisible();

  const office = await desk("office-2");
  await openCase(office, title);
  await does(office, "交办", async (form) => {
    await form.getByLabel("主办单位").selectOption("unit-water");
    await form.getByLabel("说明").fill("请尽快查看。");
  });
  await expect(office.locator("aside").getByText("答复时限")).toBeVisible();
  await office.locator("aside").getByRole("button", { name: "为什么是这一天" }).last().click();
  await expect(office.getByRole("dialog")).toContainText("依据");
  await office.keyboard.press("Escape");

  const clerk = await desk("clerk-water");
  await openCase(clerk, title);
  await does(clerk, "签收");
  await does(clerk, "起草答复", async (form) => {
    await form.getByLabel("内容").fill("已更换灯具，当晚恢复照明。");
    await form.getByLabel("办理结果").selectOption("A");
  });

  const leader = await desk("leader-water");
  await leader.goto("/console/");
  await expect(leader.getByRole("link", { name: title })).toBeVisible();
  await openCase(leader, title);
  await does(leader, "签发答复");
  await expect(leader.getByText("已更换灯具")).toBeVisible();

  await openCase(office, title);
  await does(office, "督办", async (form) => {
    await form.getByLabel("督办方式").selectOption({ label: "提醒" });
    await form.getByLabel("说明").fill("请回访。");
  });
  await does(office, "公开");
  await expect(office.getByText("已公开", { exact: true })).toBeVisible();
});

test("an auditor reads everything, changes nothing, and sees the chain's verdict", async ({ page }) => {
  await signIn(page, "auditor");
  await page.goto("/console/audit");
  await expect(page.getByText("无一改动")).toBeVisible();
  await page.goto("/console/matters");
  await page.locator("td.title a").first().click();
  await expect(page.getByText("目前没有需要您办理的步骤。")).toBeVisible();
  await page.goto("/console/people");
  await page.getByRole("tab", { name: "账号", exact: true }).click();
  await expect(page.getByRole("cell", { name: "clerk-water", exact: true })).toBeVisible();
});

test("the table of a list has every case that fits, not the page that is shown", async ({ page }) => {
  await signIn(page, "office-3");
  // Other tests file meanwhile: list and table are compared until no case came between the two.
  await expect(async () => {
    await page.goto("/console/matters?stage=submitted");
    const found = Number(/共 (\d+) 件/.exec((await page.getByText(/共 \d+ 件/).textContent()) ?? "")?.[1]);
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "导出全部（CSV）" }).click();
    const table = readFileSync(await (await saved).path(), "utf8");
    expect(table.startsWith("\ufeff编号,标题,环节")).toBe(true);
    expect(table.match(/\r\n/g)).toHaveLength(found + 1);
  }).toPass({ timeout: 40_000 });
});

test("every figure opens the cases behind it, and a rate that cannot arise is called so", async ({ page }) => {
  await signIn(page, "office-3");
  await page.goto("/console/cockpit");
  const boards = page.getByRole("tablist", { name: "数字总舱" }).getByRole("tab");
  await expect(boards).toHaveCount(8);
  for (const board of await boards.all()) {
    await board.click();
    await expect(board).toHaveAttribute("aria-selected", "true");
    const figures = page.locator(".figure");
    expect(await figures.count(), (await board.textContent()) ?? "").toBeGreaterThan(0);
    for (const figure of await figures.all()) {
      // Opened by its numerator and its denominator; a count by itself; a rate over nothing says so.
      const links = await figure.getByRole("link").count();
      const empty = await figure.getByText("分母为零").count();
      expect(links > 0 || empty > 0, (await figure.textContent()) ?? "").toBe(true);
    }
  }
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "导出 CSV" }).click();
  const table = readFileSync(await (await saved).path(), "utf8");
  expect(table.split("\r\n").length).toBeGreaterThan(20);
  await page.getByRole("button", { name: "大屏", exact: true }).click();
  await expect(page.getByRole("navigation")).toBeHidden();
  await page.getByRole("button", { name: "退出大屏" }).click();
  await boards.first().click();
  await page.getByLabel("上报比率（%）").fill("94.57");
  await expect(page.getByText("不可能")).toBeVisible();
  // Other tests file meanwhile: board and list are compared until no case came between the two.
  await expect(async () => {
    await page.goto("/console/cockpit");
    const filed = page.locator(".figure", { hasText: "收到事项" });
    const count = Number(await filed.locator("b").textContent());
    expect(count).toBeGreaterThan(0);
    await filed.getByRole("link").click();
    await expect(page.getByText(`共 ${count} 件`)).toBeVisible({ timeout: 3000 });
  }).toPass({ timeout: 40_000 });
});

test("several cases are done at once, each with its own result", async ({ page }) => {
  const mark = randomUUID().slice(0, 6);
  await signIn(page, "station-kangshan-1");
  for (const n of [1, 2]) await file(page, "station-kangshan-1", `批量${mark}第${n}件`, "请受理。");
  await page.goto(`/console/matters?q=${mark}`);
  await expect(page.getByText("共 2 件")).toBeVisible();
  await page.getByRole("button", { name: "选择本页" }).click();
  await page.getByRole("button", { name: /批量办理/ }).click();
  await page.getByLabel("选择要办理的事").selectOption({ label: "受理分类" });
  await page.getByRole("dialog").getByLabel("类别").selectOption({ label: "建议" });
  await expect(page.getByText("可以办理")).toHaveCount(2);
  await page.getByRole("button", { name: "办理 2 件" }).click();
  await expect(page.getByText("结果：2 件已办，0 件未办")).toBeVisible();
});
