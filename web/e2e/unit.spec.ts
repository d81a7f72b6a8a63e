/** What units do besides the straight road: a return that the office decides, more time, an answer with a photo and a commitment, a draft sent back, a commitment kept and
 * verified, supervision by each kind; and the tiles of the day, each of which opens what it counts. */
import { randomUUID } from "node:crypto";
import path from "node:path";
import type { Page } from "@playwright/test";
import { act, file } from "./api";
import { expect, signIn, test } from "./people";

const photo = path.resolve(import.meta.dirname, "../../demo/photos/road-1.jpg");
type Form = ReturnType<Page["getByRole"]>;

async function does(page: Page, matter: string, what: string, fill: (form: Form) => Promise<unknown> = async () => {}) {
  await page.goto(`/console/matters/${matter}`);
  await page.getByRole("button", { name: what, exact: true }).click();
  const form = page.getByRole("form", { name: what });
  await fill(form);
  await form.getByRole("button", { name: `确认${what}` }).click();
  await expect(page.getByText(`${what}：已办理。`)).toBeVisible();
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test("a unit gives a case back, another asks for time, promises, proves and is supervised, all from the console", async ({ browser, baseURL }) => {
  test.setTimeout(240_000);
  const desk = async (login: string) => {
    const page = await (await browser.newContext({ baseURL, locale: "zh-CN", timezoneId: "Asia/Shanghai" })).newPage();
    await signIn(page, login);
    return page;
  };
  const station = await desk("station-longquan-1");
  const title = `河道护栏${randomUUID().slice(0, 6)}`;
  const matter = await file(station, "station-longquan-1", title, "河边护栏断了一段，孩子放学经过很危险。");
  await act(station, matter, { type: "triage", class: "help", note: "" });
  const office = await desk("office-1");
  await does(office, matter, "交办", (form) => form.getByLabel("主办单位").selectOption("unit-housing"));
  const housing = await desk("clerk-housing");
  await does(housing, matter, "申请退办", (form) => form.getByLabel("理由").fill("护栏由水利部门管护。"));
  await does(office, matter, "退办答复", async (form) => {
    await form.getByLabel("是", { exact: true }).check();
    await form.getByLabel("理由").fill("同意，改派水利局。");
  });
  await does(office, matter, "交办", (form) => form.getByLabel("主办单位").selectOption("unit-water"));

  const clerk = await desk("clerk-water");
  await does(clerk, matter, "签收");
  await does(clerk, matter, "申请延期", async (form) => {
    await form.getByLabel("延长天数").fill("5");
    await form.getByLabel("理由").fill("备料需要时间。");
  });
  await does(office, matter, "延期答复", async (form) => {
    await form.getByLabel("是", { exact: true }).check();
    await form.getByLabel("理由").fill("同意。");
  });
  await does(clerk, matter, "起草答复", async (form) => {
    await form.getByLabel("内容").fill("已临时围挡。");
    await form.getByLabel("办理结果").selectOption("B");
    await form.getByRole("button", { name: "增加承诺" }).click();
    await form.getByLabel("承诺内容").fill("更换整段护栏");
    await form.getByLabel("兑现日期").fill(inDays(30));
  });
  const leader = await desk("leader-water");
  await does(leader, matter, "退回修改", (form) => form.getByLabel("理由").fill("请附现场照片。"));
  await does(clerk, matter, "起草答复", async (form) => {
    await form.getByLabel("内容").fill("已临时围挡，照片附后。");
    await form.getByLabel("办理结果").selectOption("B");
    await form.getByRole("button", { name: "增加承诺" }).click();
    await form.getByLabel("承诺内容").fill("更换整段护栏");
    await form.getByLabel("兑现日期").fill(inDays(30));
    await form.getByLabel("附件照片").setInputFiles(photo);
  });
  await does(leader, matter, "签发答复");
  await expect(leader.getByText("已临时围挡，照片附后。").first()).toBeVisible();
  await expect(leader.getByText("更换整段护栏").first()).toBeVisible();
  // The attachment arrived whole, and has its custody like any original.
  await expect(leader.getByRole("button", { name: /保管记录/ }).first()).toBeVisible();

  await does(clerk, matter, "承诺进展", (form) => form.getByLabel("内容").fill("护栏已更换。"));
  await does(office, matter, "承诺核实", async (form) => {
    await form.getByLabel("是", { exact: true }).check();
    await form.getByLabel("说明").fill("现场已看。");
  });
  await expect(office.getByText("已兑现").first()).toBeVisible();
  for (const kind of ["提醒", "黄牌", "红牌", "约谈"]) {
    await does(office, matter, "督办", async (form) => {
      await form.getByLabel("督办方式").selectOption({ label: kind });
      await form.getByLabel("说明").fill(`${kind}一次。`);
    });
  }
  await expect(office.getByText("约谈一次。").first()).toBeVisible();
});

test("each tile of the day opens the list that it counts", async ({ page }) => {
  await signIn(page, "office-3");
  for (const tile of ["waiting", "due=overdue", "due=today", "due=week"]) {
    // Other tests work meanwhile: tile and list are compared until nothing happened between the two.
    await expect(async () => {
      await page.goto("/console/");
      const link = page.locator(`a.tile[href*="${tile}"]`);
      const count = await link.locator("b").textContent();
      await link.click();
      await expect(page.getByText(`共 ${count} 件`)).toBeVisible({ timeout: 3000 });
    }).toPass({ timeout: 40_000 });
  }
});
