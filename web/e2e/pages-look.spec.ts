/**
 * How public pages look and what they cost: every page in light and dark, Chinese and English, plain and large type, phone and desktop
 * into target/screenshots/public; axe on each; bytes and time at a slow phone on a slow network, printed.
 */
import path from "node:path";
import type { Page } from "@playwright/test";
import { codeFor } from "./codes";
import { faults } from "./look";
import { expect, test } from "./people";

const shots = path.resolve(import.meta.dirname, "../../target/screenshots/public");

async function publicCase(page: Page): Promise<string> {
  await page.goto("/cases");
  return (await page.locator("main .list a").first().getAttribute("href")) ?? "";
}

const looks = [
  { name: "phone-light-zh", width: 390, height: 844, dark: false, query: "lang=zh&size=plain" },
  { name: "phone-dark-zh", width: 390, height: 844, dark: true, query: "lang=zh&size=plain" },
  { name: "phone-large-zh", width: 390, height: 844, dark: false, query: "lang=zh&size=large" },
  { name: "phone-light-en", width: 390, height: 844, dark: false, query: "lang=en&size=plain" },
  { name: "desktop-light-zh", width: 1280, height: 900, dark: false, query: "lang=zh&size=plain" },
  { name: "desktop-dark-en", width: 1280, height: 900, dark: true, query: "lang=en&size=plain" },
] as const;

for (const look of looks) {
  test(`every public page, ${look.name}: no serious fault by axe, nothing wider than the screen`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({
      ...(baseURL ? { baseURL } : {}),
      viewport: { width: look.width, height: look.height },
      colorScheme: look.dark ? "dark" : "light",
    });
    const page = await context.newPage();
    const open = await publicCase(page);
    await page.goto("/stations?lang=zh");
    const pages: Record<string, string> = {
      home: "/",
      stations: "/stations",
      station: "/stations/station-zhili-1",
      deputy: await linkTo(page, "/deputies/"),
      card: await linkTo(page, "/d/"),
      constituencies: "/constituencies",
      constituency: await constituencyOf(page),
      receptions: "/receptions",
      cases: "/cases",
      case: open,
      file: "/file?to=station:station-zhili-1",
      follow: "/follow",
      "sign-in": "/sign-in",
      "not-found": "/nothing-here",
    };
    const seen: string[] = [];
    for (const [name, address] of Object.entries(pages)) {
      await page.goto(`${address}${address.includes("?") ? "&" : "?"}${look.query}`);
      await page.screenshot({ path: path.join(shots, look.name, `${name}.png`), fullPage: true });
      for (const fault of await faults(page, look.dark ? "colours" : "all")) seen.push(`${name}: ${fault}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) seen.push(`${name}: ${wide} pixels wider than the screen`);
    }
    expect(seen).toEqual([]);
    await context.close();
  });
}

/** The first link of this kind on a station's page. */
async function linkTo(page: Page, start: string): Promise<string> {
  await page.goto("/stations/station-zhili-1");
  return (await page.locator(`main .list a[href^='${start}']`).first().getAttribute("href")) ?? "/no-such-link";
}

async function constituencyOf(page: Page): Promise<string> {
  await page.goto("/constituencies");
  return (await page.locator("main .list a").first().getAttribute("href")) ?? "/no-such-link";
}

test("pages of a citizen who is signed in: the receipt, the case, the steps without a script", async ({ browser, baseURL }) => {
  for (const dark of [false, true]) {
    const context = await browser.newContext({
      ...(baseURL ? { baseURL } : {}),
      colorScheme: dark ? "dark" : "light",
      javaScriptEnabled: false,
    });
    const page = await context.newPage();
    const shot = async (name: string): Promise<void> => {
      // Last as a phone, so that the steps are gone on one.
      for (const [screen, width, height] of [["desktop", 1280, 900], ["phone", 390, 844]] as const) {
        await page.setViewportSize({ width, height });
        const folder = path.join(shots, `citizen-${screen}-${dark ? "dark" : "light"}`);
        await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
      }
    };
    await page.goto("/file?lang=zh&to=station:station-zhili-1");
    await page.getByRole("button", { name: "下一步" }).click();
    await shot("1-fault");
    await page.getByLabel("一句话说明").fill("垃圾桶满了没人收");
    await page.getByLabel("具体情况和诉求").fill("小区东门的垃圾桶三天没有收，请安排。");
    await page.getByRole("button", { name: "下一步" }).click();
    await shot("2-phone");
    const number = dark ? "13911110011" : "13911110012";
    await page.getByLabel("手机号").fill(number);
    await page.getByRole("button", { name: "发送验证码" }).click();
    await shot("3-code");
    await page.getByLabel("短信验证码").fill(await codeFor(number));
    await page.getByRole("button", { name: "登录" }).click();
    await shot("4-photos");
    await page.getByRole("button", { name: "不传照片，下一步" }).click();
    await shot("5-review");
    await page.getByRole("button", { name: "提交", exact: true }).click();
    await shot("6-receipt");
    await page.getByRole("link", { name: "打开这件事" }).click();
    await shot("7-mine");
    await context.close();
  }
});

test("the public case page stays within its budget on a slow phone", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}), viewport: { width: 390, height: 844 } });
  const finder = await context.newPage();
  const open = await publicCase(finder);
  await finder.close();
  const lines: string[] = [];
  for (const [name, address] of Object.entries({ "public case": open, home: "/", file: "/file" })) {
    const fresh = await browser.newContext({ ...(baseURL ? { baseURL } : {}), viewport: { width: 390, height: 844 } });
    const page = await fresh.newPage();
    const cdp = await fresh.newCDPSession(page);
    await cdp.send("Network.enable");
    await cdp.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 150,
      downloadThroughput: 400_000 / 8,
      uploadThroughput: 400_000 / 8,
    });
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    let bytes = 0;
    let requests = 0;
    cdp.on("Network.loadingFinished", (done) => {
      bytes += done.encodedDataLength;
      requests += 1;
    });
    await page.goto(address, { waitUntil: "load" });
    const times = await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
      const paint = performance.getEntriesByName("first-contentful-paint")[0];
      return { interactive: navigation?.domInteractive ?? 0, loaded: navigation?.loadEventEnd ?? 0, painted: paint?.startTime ?? 0 };
    });
    lines.push(
      `${name}: ${(bytes / 1024).toFixed(1)} kB in ${requests} requests, first words ${Math.round(times.painted)} ms, interactive ` +
        `${Math.round(times.interactive)} ms, loaded ${Math.round(times.loaded)} ms (4x slower CPU, 400 kbit/s, 150 ms)`,
    );
    // Bytes are the same on every machine; times are printed beside their budget of 2,000 ms.
    expect(bytes).toBeLessThan(100 * 1024);
    await fresh.close();
  }
  console.log(lines.join("\n"));
  await context.close();
});
