/** Keeping accounts: opened by the office with secrets told once, moved to another role, stopped; all of it in the log that the auditor reads. */
import { randomUUID } from "node:crypto";
import { expect, signIn, test, totp } from "./people";

test("an account is opened, used, moved and stopped, and every step is on record", async ({ page, browser, baseURL }) => {
  test.setTimeout(180_000);
  const login = `clerk-${randomUUID().slice(0, 6)}`;
  await signIn(page, "office-3");
  await page.goto("/console/people");
  await page.getByRole("tab", { name: "账号", exact: true }).click();
  await page.getByRole("button", { name: "开通账号" }).click();
  const form = page.getByRole("form", { name: "开通账号" });
  await form.getByLabel("登录名").fill("Bad Login");
  await form.getByLabel("姓名").fill("演示·新经办");
  await form.getByLabel("身份").selectOption("unit_clerk");
  await form.getByLabel("机构").selectOption("unit-water");
  await form.getByLabel("理由（记入账号日志）").fill("新到岗");
  await form.getByRole("button", { name: "确认开通账号" }).click();
  await expect(form.getByRole("alert")).toContainText("小写字母、数字或连字符");
  await form.getByLabel("登录名").fill(login);
  await form.getByRole("button", { name: "确认开通账号" }).click();
  const told = page.getByRole("dialog").getByRole("status");
  await expect(told).toContainText("只显示这一次");
  const [password, secret] = await told.locator("code").allTextContents();
  await page.getByRole("button", { name: "已交给本人" }).click();

  const clerk = await (await browser.newContext({ baseURL, locale: "zh-CN" })).newPage();
  const enter = async () => {
    await clerk.goto("/console/sign-in");
    await clerk.fill("input[name=login]", login);
    await clerk.fill("input[name=password]", password!);
    await clerk.fill("input[name=totp]", totp(secret!));
    await clerk.click("button[type=submit]");
  };
  await enter();
  await expect(clerk.getByRole("heading", { level: 1 })).toHaveText("今日工作");
  await expect(clerk.locator(".me")).toContainText("经办人");

  const does = async (act: string, fill: (form: ReturnType<typeof page.getByRole>) => Promise<unknown> = async () => {}) => {
    await page.getByRole("button", { name: `${act}：${login}` }).click();
    const form = page.getByRole("form", { name: `${act}：${login}` });
    await fill(form);
    await form.getByLabel("理由（记入账号日志）").fill("调岗");
    await form.getByRole("button", { name: `确认${act}` }).click();
    await expect(form).toHaveCount(0);
  };
  await does("变更身份", async (form) => {
    await form.getByLabel("身份").selectOption("unit_leader");
    await form.getByLabel("机构").selectOption("unit-water");
  });
  await expect(page.getByRole("row", { name: new RegExp(`${login}.*负责人`) })).toBeVisible();
  // Whoever was signed in under the old role signs in anew.
  await clerk.goto("/console/matters");
  await expect(clerk).toHaveURL(/sign-in/);
  await does("停用");
  await enter();
  await expect(clerk.getByRole("alert")).toBeVisible();

  const auditor = await (await browser.newContext({ baseURL, locale: "zh-CN" })).newPage();
  await signIn(auditor, "auditor");
  await auditor.goto("/console/people");
  await auditor.getByRole("tab", { name: "账号日志" }).click();
  for (const act of ["开通账号", "变更身份", "停用"]) await expect(auditor.getByRole("row", { name: new RegExp(`${login}.*${act}`) })).toBeVisible();
  await expect(auditor.getByText(password!)).toHaveCount(0);
  await auditor.getByRole("tab", { name: "账号", exact: true }).click();
  await expect(auditor.getByRole("button", { name: "开通账号" })).toHaveCount(0);
});
