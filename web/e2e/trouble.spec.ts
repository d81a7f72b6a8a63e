/** What goes wrong at a desk: a lost connection, a session that is over, somebody who was faster, a field left out. Nothing that was
 * written is lost. */
import { randomUUID } from "node:crypto";
import { act, file } from "./api";
import type { Page } from "@playwright/test";
import { expect, person, signIn, test, totp } from "./people";

/** A station of its own for each test, with a case that waits there. */
async function waiting(page: Page, station: string, title = `待办${randomUUID().slice(0, 6)}`, text = "请受理。"): Promise<string> {
  await signIn(page, station);
  return file(page, station, title, text);
}

test("what was written is there after a reload, with the server away, and after signing in again in place", async ({ page, context }) => {
  test.setTimeout(120_000);
  await signIn(page, "station-huanzhu-1", "fresh");
  const began = Date.now();
  const matter = await file(page, "station-huanzhu-1", `待办${randomUUID().slice(0, 6)}`, "请受理。");
  await page.goto(`/console/matters/${matter}`);
  await page.getByRole("button", { name: "不予受理" }).click();
  const form = page.getByRole("form", { name: "不予受理" });
  await form.getByLabel("给群众的说明").fill("此事已由物业处理，");
  await page.reload();
  await page.getByRole("button", { name: "不予受理" }).click();
  await expect(form.getByLabel("给群众的说明")).toHaveValue("此事已由物业处理，");
  await form.getByLabel("给群众的说明").pressSequentially("特此说明。");
  await form.getByLabel("不予受理的理由").selectOption({ label: "没有实际内容" });

  await context.setOffline(true);
  await form.getByRole("button", { name: "确认不予受理" }).click();
  await expect(form.getByRole("alert")).toContainText("连接不到服务器");
  await context.setOffline(false);

  await context.clearCookies({ name: "minyi-session" });
  await form.getByRole("button", { name: "确认不予受理" }).click();
  const again = page.getByRole("dialog", { name: "登录工作台" });
  await expect(again).toBeVisible();
  await expect(form.getByLabel("给群众的说明")).toHaveValue("此事已由物业处理，特此说明。");
  // The code of the first sign-in works once: the next one is awaited, as a person would.
  const who = person("station-huanzhu-1");
  const used = totp(who.totp_secret, began);
  await expect.poll(() => totp(who.totp_secret), { timeout: 40_000 }).not.toBe(used);
  await again.getByLabel("登录名").fill(who.login);
  await again.getByLabel("口令", { exact: true }).fill(who.password);
  await again.getByLabel("动态口令").fill(totp(who.totp_secret));
  await again.getByRole("button", { name: "登录" }).click();
  // What was asked goes on by itself.
  await expect(page.getByText("不予受理：已办理。")).toBeVisible();
  await expect(page.locator("article").getByText("已办结")).toBeVisible();
});

test("a needed field that was left out is named beside it, and gets the focus", async ({ page }) => {
  const matter = await waiting(page, "station-yangjiabu-1");
  await page.goto(`/console/matters/${matter}`);
  await page.getByRole("button", { name: "退回补充" }).click();
  const form = page.getByRole("form", { name: "退回补充" });
  await form.getByRole("button", { name: "确认退回补充" }).click();
  await expect(form.getByText("必填")).toBeVisible();
  await expect(form.getByLabel("要群众补充什么")).toBeFocused();
});

test("who comes second is told, sees the case as it is now, and keeps the text", async ({ page, browser, baseURL }) => {
  const matter = await waiting(page, "station-renhuangshan-1");
  const context = await browser.newContext({ baseURL, locale: "zh-CN" });
  const office = await context.newPage();
  await signIn(office, "office-1");
  await office.goto(`/console/matters/${matter}`);
  await office.getByRole("button", { name: "不予受理" }).click();
  const form = office.getByRole("form", { name: "不予受理" });
  await form.getByLabel("不予受理的理由").selectOption({ label: "没有实际内容" });
  await form.getByLabel("给群众的说明").fill("内容不清。");
  await act(page, matter, { type: "triage", class: "help", note: "" });
  await form.getByRole("button", { name: "确认不予受理" }).click();
  await expect(form.getByRole("alert")).toContainText("刚被他人变动");
  await expect(form.getByLabel("给群众的说明")).toHaveValue("内容不清。");
});

test("text that somebody wrote is never markup", async ({ page }) => {
  const title = `<img src=x onerror=alert(1)>${randomUUID().slice(0, 4)}`;
  page.on("dialog", () => { throw new Error("a script ran"); });
  const matter = await waiting(page, "station-fenghuang-1", title, "<script>document.title='owned'</script>");
  await page.goto(`/console/matters/${matter}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  await expect(page.getByText("<script>document.title='owned'</script>")).toBeVisible();
});
