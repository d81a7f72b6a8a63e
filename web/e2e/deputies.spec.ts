/** Deputies kept in the console: recorded by the office with refusals at their fields, on the public pages and addressed at once; the mandate recorded, corrected and
 * ended; everything on record. */
import { randomUUID } from "node:crypto";
import path from "node:path";
import { faults } from "./look";
import { enter, expect, signIn, test, totp } from "./people";

const screens = path.resolve(import.meta.dirname, "../../target/screens");

test("a deputy is recorded, found by citizens at once, corrected, and gone once the mandate ends", async ({ page, browser, baseURL }) => {
  test.setTimeout(180_000);
  const mark = randomUUID().slice(0, 6);
  const name = `演示·测${mark}`;
  const login = `deputy-${mark}`;
  const fresh = async () => (await browser.newContext({ baseURL, locale: "zh-CN", timezoneId: "Asia/Shanghai" })).newPage();
  await signIn(page, "office-2");
  await page.goto("/console/people");
  await page.getByRole("tab", { name: "代表", exact: true }).click();
  await page.getByRole("button", { name: "登记代表", exact: true }).click();
  const form = page.getByRole("form", { name: "登记代表" });
  await form.getByLabel("姓名").fill(name);
  await form.getByLabel("联络站").selectOption("station-zhili-4");
  await form.getByLabel("登录名").fill("Deputy 1");
  await form.getByLabel("理由（记入账号日志）").fill("补选当选");
  await form.getByRole("button", { name: "确认登记代表" }).click();
  await expect(form.locator(".field", { hasText: "登录名" }).getByRole("alert")).toContainText("小写字母、数字或连字符");
  await form.getByLabel("登录名").fill(login);
  await form.getByRole("button", { name: "确认登记代表" }).click();
  const told = page.getByRole("dialog").getByRole("status");
  await expect(told).toContainText("只显示这一次");
  const [password, secret] = await told.locator("code").allTextContents();
  // On the public page before anything else is done.
  const citizen = await fresh();
  await citizen.goto("/stations/station-zhili-4");
  await expect(citizen.getByText(name)).toBeVisible();

  await page.getByRole("button", { name: "接着登记代表资格" }).click();
  const mandate = page.getByRole("form", { name: "登记代表资格" });
  await expect(mandate.getByLabel("代表（名录中的人员）").locator("option:checked")).toContainText(name);
  await expect(mandate.getByLabel("联络站")).toHaveValue("station-zhili-4");
  await mandate.getByLabel("身份").selectOption("district");
  await mandate.getByLabel("人大或街道的区划代码").fill("330502");
  await mandate.getByLabel("选区、选举单位").fill(`选区${mark}`);
  await mandate.getByLabel("任期起").fill("2026-01-01");
  await mandate.getByLabel("任期止").fill("2030-12-31");
  await mandate.getByRole("button", { name: "确认登记代表资格" }).click();
  await expect(page).toHaveURL(/mandates\/[0-9a-f-]{36}/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  const code = await page.locator("dd code").first().textContent();

  // The deputy signs in with what was handed over.
  const own = await fresh();
  await enter(own, login, password!, totp(secret!));
  await expect(own.getByRole("heading", { level: 1 })).toHaveText("今日工作");

  await page.getByRole("button", { name: "更正登记" }).click();
  const correct = page.getByRole("form", { name: "更正登记" });
  await correct.getByLabel("任期止").fill("2040-12-31");
  await correct.getByLabel("更正理由（不公开）").fill("选区重新划分");
  await correct.getByRole("button", { name: "确认更正登记" }).click();
  await expect(correct.locator(".field", { hasText: "任期止" }).getByRole("alert")).toContainText("不超过六年");
  await correct.getByLabel("任期止").fill("2030-12-31");
  await correct.getByLabel("选区、选举单位").fill(`新选区${mark}`);
  await correct.getByRole("button", { name: "预览结果" }).click();
  await expect(correct.getByRole("row", { name: new RegExp(`选区、选举单位 选区${mark} 新选区${mark}`) })).toBeVisible();
  await correct.getByRole("button", { name: "确认更正登记" }).click();
  await expect(page.getByRole("definition").filter({ hasText: `新选区${mark}` })).toBeVisible();
  await citizen.goto(`/d/${code}`);
  await expect(citizen.getByText(`新选区${mark}`).first()).toBeVisible();
  await expect(citizen.getByText(`这位代表：${name}`)).toBeVisible();

  await page.getByRole("button", { name: "代表资格终止" }).click();
  const end = page.getByRole("form", { name: "代表资格终止" });
  await end.getByLabel("法定情形").selectOption("resigned");
  await end.getByLabel("公告文号").fill("测试公告〔2026〕1号");
  await end.getByRole("button", { name: "确认代表资格终止" }).click();
  await expect(page.locator("article .tag")).toHaveText("代表资格终止");
  await citizen.reload();
  await expect(citizen.getByText(`这位代表：${name}`)).toHaveCount(0);
  await citizen.goto("/stations/station-zhili-4");
  await expect(citizen.getByText(name)).toHaveCount(0);

  await page.goto("/console/people");
  await page.getByRole("tab", { name: "代表", exact: true }).click();
  await page.getByLabel("筛选").fill(name);
  await expect(page.getByRole("row", { name: new RegExp(`${name}.*没有在任资格`) })).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: path.join(screens, `people-deputies-desk-${colorScheme}.png`), fullPage: true });
    expect(await faults(page, colorScheme === "dark" ? "colours" : "all")).toEqual([]);
  }
  await page.getByRole("button", { name: `更正姓名：${login}` }).click();
  const rename = page.getByRole("form", { name: `更正姓名：${login}` });
  await rename.getByLabel("姓名").fill(`${name}甲`);
  await rename.getByLabel("理由（记入账号日志）").fill("户籍更名");
  await rename.getByRole("button", { name: "确认更正姓名" }).click();
  await expect(page.getByRole("row", { name: new RegExp(`${name}甲`) })).toBeVisible();
  await page.getByRole("tab", { name: "账号日志" }).click();
  await page.getByLabel("筛选").fill("");
  await expect(page.getByRole("row", { name: new RegExp(`${login}.*开通账号 · 代表`) })).toBeVisible();
  await expect(page.getByRole("row", { name: new RegExp(`${login}.*更正姓名 · ${name}甲.*${name}.*户籍更名`) })).toBeVisible();
});
