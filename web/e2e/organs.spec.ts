/** Keeping organs: a station is set up, says where and when it receives, is closed; public pages go by it at once, and all of it is on record. */
import { randomUUID } from "node:crypto";
import { newAccount } from "./api";
import { enter, expect, signIn, test, totp } from "./people";

test("a station is set up, keeps its own contacts and days, and is closed; the public pages follow at once", async ({ page, browser, baseURL }) => {
  test.setTimeout(120_000);
  const name = `测试${randomUUID().slice(0, 6)}联络站`;
  const fresh = async () => (await browser.newContext({ baseURL, locale: "zh-CN", timezoneId: "Asia/Shanghai" })).newPage();
  await signIn(page, "office-2");
  await page.goto("/console/people");
  await page.getByRole("button", { name: "设立机构" }).click();
  const founding = page.getByRole("form", { name: "设立机构" });
  await founding.getByLabel("性质").selectOption("station");
  await founding.getByLabel("名称", { exact: true }).fill("织里镇中心代表联络站");
  await founding.getByLabel("英文名称").fill("Test Station");
  await founding.getByLabel("乡镇街道").fill("织里镇");
  await founding.getByLabel("理由（记入机构日志）").fill("新设");
  await founding.getByRole("button", { name: "确认设立机构" }).click();
  await expect(founding.getByRole("alert")).toContainText("没有机构在用的名称");
  await founding.getByLabel("名称", { exact: true }).fill(name);
  await founding.getByRole("button", { name: "确认设立机构" }).click();
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row).toBeVisible();
  const station = new URL((await row.getByRole("link").getAttribute("href")) ?? "", baseURL).searchParams.get("organ") ?? "";

  // The station's own staff say where and when; the rest is not theirs.
  const account = await newAccount(page, { role: "station_staff", station });
  const own = await fresh();
  await enter(own, account.login, account.password, totp(account.secret));
  await expect(own.getByRole("heading", { level: 1 })).toHaveText("今日工作");
  await own.goto("/console/people");
  await own.getByLabel("筛选").fill(name);
  await expect(own.getByRole("button", { name: `关闭：${name}` })).toHaveCount(0);
  await own.getByRole("button", { name: `地址电话：${name}` }).click();
  const contact = own.getByRole("form", { name: `地址电话：${name}` });
  await contact.getByLabel("地址", { exact: true }).fill("人民路 1 号");
  await contact.getByLabel("电话", { exact: true }).fill("打这个电话");
  await contact.getByLabel("理由（记入机构日志）").fill("公布");
  await contact.getByRole("button", { name: "确认地址电话" }).click();
  await expect(contact.getByRole("alert")).toContainText("数字、空格");
  await contact.getByLabel("电话", { exact: true }).fill("0572-2100000");
  await contact.getByRole("button", { name: "确认地址电话" }).click();
  await expect(own.getByRole("row", { name: new RegExp(`${name}.*人民路 1 号`) })).toBeVisible();
  await own.getByRole("button", { name: `接待日：${name}` }).click();
  const days = own.getByRole("form", { name: `接待日：${name}` });
  await days.getByRole("button", { name: "增加一个接待日" }).click();
  await days.getByLabel("每月几日 1").fill("12");
  await days.getByLabel("开始 1").fill("11:00");
  await days.getByLabel("结束 1").fill("09:00");
  await days.getByLabel("理由（记入机构日志）").fill("公布");
  await days.getByRole("button", { name: "确认接待日" }).click();
  await expect(days.getByRole("alert")).toContainText("开始早于结束");
  await days.getByLabel("开始 1").fill("08:30");
  await days.getByRole("button", { name: "确认接待日" }).click();
  await expect(own.getByRole("row", { name: new RegExp(`${name}.*每月 12 日`) })).toBeVisible();

  const stranger = await fresh();
  await stranger.goto(`/stations/${station}`);
  await expect(stranger.getByText("人民路 1 号")).toBeVisible();
  await expect(stranger.getByRole("link", { name: "0572-2100000" })).toHaveAttribute("href", "tel:05722100000");
  await expect(stranger.getByText("08:30–09:00")).toBeVisible();

  await page.reload();
  await page.getByRole("button", { name: `关闭：${name}` }).click();
  const closing = page.getByRole("form", { name: `关闭：${name}` });
  await closing.getByLabel("理由（记入机构日志）").fill("撤并");
  await closing.getByRole("button", { name: "确认关闭" }).click();
  await expect(page.getByRole("row", { name: new RegExp(`${name} 已关闭`) })).toBeVisible();
  await stranger.reload();
  await expect(stranger.getByText("本站已关闭")).toBeVisible();
  await stranger.goto(`/stations?q=${encodeURIComponent(name)}`);
  await expect(stranger.getByText("没有找到")).toBeVisible();
  // A station with deputies is not closed under them.
  await page.getByRole("button", { name: "关闭：织里镇中心代表联络站" }).click();
  const refused = page.getByRole("form", { name: "关闭：织里镇中心代表联络站" });
  await refused.getByLabel("理由（记入机构日志）").fill("撤并");
  await refused.getByRole("button", { name: "确认关闭" }).click();
  await expect(refused.getByRole("alert")).toContainText("驻站");
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "机构日志" }).click();
  for (const act of ["设立机构", "地址电话", "接待日", "关闭"]) await expect(page.getByRole("row", { name: new RegExp(`${name}.*${act}`) })).toBeVisible();
});
