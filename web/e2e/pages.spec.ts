/** Public pages on a phone: a case is filed with photos while the network goes and comes, with JavaScript and without. */
import path from "node:path";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { devices } from "@playwright/test";
import { codeFor } from "./codes";
import { expect, test } from "./people";

const phone = { ...devices["Pixel 5"], locale: "zh-CN", timezoneId: "Asia/Shanghai" };
const photo = (name: string): string => path.resolve(import.meta.dirname, "../../demo/photos", name);

async function onPhone(browser: Browser, baseURL: string | undefined, more: object = {}): Promise<BrowserContext> {
  return browser.newContext({ ...phone, ...(baseURL ? { baseURL } : {}), ...more });
}

/** The places in the drafts that this phone keeps. */
async function keptPlaces(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const asked = indexedDB.open("minyi-drafts", 1);
        asked.onsuccess = () => {
          const all = asked.result.transaction("drafts").objectStore("drafts").getAll();
          all.onsuccess = () => {
            asked.result.close();
            resolve((all.result as { fields: { place: string } }[]).map((draft) => draft.fields.place));
          };
        };
      }),
  );
}

async function write(page: Page, title: string): Promise<void> {
  await page.goto("/file?to=station:station-zhili-1");
  await page.getByLabel("一句话说明").fill(title);
  await page.getByLabel("具体情况和诉求").fill("巷口第二盏灯不亮三天了，<b>请</b>修一修。");
  await page.getByLabel("地点（可不填）").fill("石桥东侧");
}

test("a case with photos is filed on a phone whose network is cut twice, and the page closed once", async ({ browser, baseURL }) => {
  const context = await onPhone(browser, baseURL);
  let page = await context.newPage();
  await write(page, "路灯不亮（断网测试）");
  await page.locator("#file-pick").setInputFiles([photo("lamp-1.jpg"), photo("river-1.jpg"), photo("road-1.jpg")]);
  await expect(page.locator("#file-picked img")).toHaveCount(3);
  await expect(page.locator("#file-status")).toHaveText("已存在这部手机上。");

  // No network when the button is pressed.
  await context.setOffline(true);
  await page.getByRole("button", { name: "提交", exact: true }).click();
  await expect(page.locator("#file-status")).toContainText("没有网络");
  await context.setOffline(false);
  await expect(page.getByLabel("手机号")).toBeVisible();

  const number = "13911110001";
  await page.getByLabel("手机号").fill(number);
  await page.getByRole("button", { name: "发送验证码" }).click();
  await expect(page.getByLabel("短信验证码")).toBeVisible();
  await page.getByLabel("短信验证码").fill(await codeFor(number));

  // The network goes in the middle of the photos, and then the page does.
  let parts = 0;
  await context.route("**/parts/*", async (route) => {
    parts += 1;
    if (parts > 2) await route.abort("internetdisconnected");
    else await route.continue();
  });
  await page.getByRole("button", { name: "提交", exact: true }).click();
  await expect(page.locator("#file-status")).toContainText("没有网络");
  await page.close();
  await context.unroute("**/parts/*");

  page = await context.newPage();
  await page.goto("/file");
  await page.waitForURL("**/filed/*");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("已收到");
  await expect(page.getByText("还有照片没有传完")).toHaveCount(0);
  const code = (await page.locator("#follow-code").textContent()) ?? "";
  await page.getByRole("link", { name: "打开这件事" }).click();
  await expect(page.locator(".photos img")).toHaveCount(3);
  await expect(page.getByText("<b>请</b>修一修")).toBeVisible();
  await page.goto("/file");
  await expect(page.getByLabel("一句话说明")).toHaveValue("");
  await context.close();

  // Somebody with the paper, on another phone.
  const other = await onPhone(browser, baseURL);
  const stranger = await other.newPage();
  await stranger.goto("/follow");
  await stranger.getByLabel("查询码").fill(code.toLowerCase().replaceAll("-", " "));
  await stranger.getByRole("button", { name: "查询" }).click();
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText("路灯不亮（断网测试）");
  await stranger.getByText("为什么是这一天？").first().click();
  await expect(stranger.locator("details p").first()).toBeVisible();
  await expect(stranger.getByText("巷口第二盏灯")).toHaveCount(0);
  await other.close();
});

test("what was being written comes back when the page is opened again", async ({ browser, baseURL }) => {
  const context = await onPhone(browser, baseURL);
  const page = await context.newPage();
  await write(page, "写到一半");
  await expect(page.locator("#file-photos")).toBeVisible();
  await page.getByLabel("地点（可不填）").fill("桥头");
  await expect.poll(() => keptPlaces(page)).toContain("桥头");
  await page.reload();
  await expect(page.getByLabel("一句话说明")).toHaveValue("写到一半");
  await expect(page.getByLabel("地点（可不填）")).toHaveValue("桥头");
  await context.close();
});

test("the same without JavaScript: words, phone, photos, a last look, the receipt, the answer to nothing lost", async ({ browser, baseURL }) => {
  const context = await onPhone(browser, baseURL, { javaScriptEnabled: false });
  const page = await context.newPage();
  await write(page, "路灯不亮（无脚本）");
  await page.getByRole("button", { name: "下一步" }).click();
  const number = "13911110002";
  await page.getByLabel("手机号").fill(number);
  await page.getByRole("button", { name: "发送验证码" }).click();
  await page.getByLabel("短信验证码").fill(await codeFor(number));
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByLabel("选择照片").setInputFiles([photo("lamp-1.jpg"), photo("block-1.jpg")]);
  await page.getByRole("button", { name: "上传所选照片" }).click();
  await expect(page.getByText("照片 2")).toBeVisible();
  await page.getByRole("button", { name: "移除照片 2" }).click();
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("核对后提交");
  await page.getByRole("button", { name: "提交", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("已收到");
  await expect(page.locator("#follow-code")).toHaveText(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}$/);
  await page.getByRole("link", { name: "打开这件事" }).click();
  await expect(page.locator(".photos img")).toHaveCount(1);
  await page.getByRole("link", { name: "English" }).click();
  await expect(page.getByRole("heading", { name: "Due dates" })).toBeVisible();
  await context.close();
});

test("the code on a plate opens the deputy's card without JavaScript, and leads to a case for the station", async ({ browser, baseURL }) => {
  const context = await onPhone(browser, baseURL, { javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/stations/station-zhili-1");
  const card = await page.locator("main .list a[href^='/d/']").first().getAttribute("href");
  expect(card).toMatch(/^\/d\/[0-9A-Z]{8}$/);
  // As plates print it: in capitals.
  await page.goto((card ?? "").replace("/d/", "/D/"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("演示代表");
  await expect(page.getByText("在任", { exact: true })).toBeVisible();
  await expect(page.getByText("不能证明本人身份")).toBeVisible();
  await expect(page.getByRole("radio", { name: /^这位代表/ })).toBeChecked();
  await page.getByRole("radio", { name: /^联络站/ }).check();
  await page.getByRole("button", { name: "写下来，可附照片" }).click();
  await expect(page).toHaveURL(/\/file\?to=station%3Astation-zhili-1$/);
  await expect(page.getByLabel("交给谁")).toHaveValue("station:station-zhili-1");
  await page.goto(card ?? "");
  const plate = await page.getByRole("link", { name: "A4 墙牌（PDF）" }).getAttribute("href");
  const pdf = await context.request.get(plate ?? "");
  expect(pdf.headers()["content-type"]).toBe("application/pdf");
  await page.getByRole("link", { name: "English" }).click();
  await expect(page.getByText("in office", { exact: true })).toBeVisible();
  await context.close();
});
