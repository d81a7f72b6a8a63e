/** One's own account: the password and the authenticator are changed by whoever holds them, and every other device is signed out. */
import { newAccount } from "./api";
import { enter, expect, signIn, test, totp } from "./people";

test("a clerk changes the own password and authenticator, and other devices are out at once", async ({ page, browser, baseURL }) => {
  await signIn(page, "office-3");
  const account = await newAccount(page, { role: "unit_clerk", unit: "unit-water" });
  const device = async () => (await browser.newContext({ baseURL, locale: "zh-CN" })).newPage();
  // Each code works once, and the server takes the one before and the one after.
  const step = (n: number) => totp(account.secret, Date.now() + n * 30_000);
  const here = await device();
  const elsewhere = await device();
  await enter(here, account.login, account.password, step(-1));
  await enter(elsewhere, account.login, account.password, step(0));
  await expect(elsewhere.getByRole("heading", { level: 1 })).toHaveText("今日工作");

  await here.goto("/console/devices");
  await expect(here.getByRole("button", { name: /^退出此设备/ })).toHaveCount(1);
  const form = here.getByRole("form", { name: "修改口令" });
  const chosen = "晚饭后去河边走一走吧好吗";
  const fill = async (old: string, next: string, again: string) => {
    await form.getByLabel("现在的口令").fill(old);
    await form.getByLabel("新口令", { exact: true }).fill(next);
    await form.getByLabel("再输入一次新口令").fill(again);
    await form.getByRole("button", { name: "修改口令" }).click();
  };
  await fill(account.password, "太短", "太短");
  await expect(form.getByRole("alert")).toContainText("12 至 128 个字符");
  await fill(account.password, chosen, `${chosen}？`);
  await expect(form.getByRole("alert")).toContainText("两次输入的新口令不一致");
  await fill("not the one", chosen, chosen);
  await expect(form.getByRole("alert")).toContainText("您现在的口令");
  await fill(account.password, chosen, chosen);
  await expect(here.getByText("口令已修改，其他设备已退出登录。")).toBeVisible();
  await expect(here.getByRole("button", { name: /^退出此设备/ })).toHaveCount(0);
  expect(await here.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain(chosen);
  await elsewhere.goto("/console/matters");
  await expect(elsewhere).toHaveURL(/sign-in/);

  await enter(elsewhere, account.login, chosen, step(1));
  await expect(elsewhere.getByRole("heading", { level: 1 })).toHaveText("今日工作");
  await here.reload();
  await here.getByRole("button", { name: /^退出此设备/ }).click();
  await elsewhere.goto("/console/matters");
  await expect(elsewhere).toHaveURL(/sign-in/);

  const second = here.getByRole("form", { name: "更换动态口令" });
  await second.getByLabel("现在的口令").fill(chosen);
  await second.getByRole("button", { name: "开始更换" }).click();
  await expect(second.getByRole("img", { name: "新验证器的二维码" })).toBeVisible();
  const secret = (await second.locator("code").textContent()) ?? "";
  await second.getByLabel("新验证器上的六位数字").fill("12");
  await second.getByRole("button", { name: "启用新验证器" }).click();
  await expect(second.getByRole("alert")).toContainText("六位数字");
  await second.getByLabel("新验证器上的六位数字").fill(totp(secret));
  await second.getByRole("button", { name: "启用新验证器" }).click();
  await expect(here.getByText("已启用新的验证器")).toBeVisible();
  await enter(elsewhere, account.login, chosen, totp(secret, Date.now() + 30_000));
  await expect(elsewhere.getByRole("heading", { level: 1 })).toHaveText("今日工作");
});
