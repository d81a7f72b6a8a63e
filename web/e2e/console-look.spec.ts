/** Every page, light and dark, on a desk and on a phone: no serious violation by axe, no breach of the content policy, nothing asked
 * from elsewhere, no page wider than the screen; and a picture of each in target/screens. */
import path from "node:path";
import { faults as faultsOf, watched } from "./look";
import { expect, person, signIn, test, totp } from "./people";

const root = path.resolve(import.meta.dirname, "../..");
const screens = path.join(root, "target/screens");
const pages = ["", "matters", "CASE", "cockpit", "cockpit?board=evaluation", "map", "people", "people?tab=deputies", "people?tab=users", "people?tab=log", "people?tab=organLog", "rules", "audit", "devices", "hearings", "HEARING", "mandates", "MANDATE", "access"];

for (const [screen, viewport] of Object.entries({ desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } })) {
  for (const colorScheme of ["light", "dark"] as const) {
    // A login of its own for each run: a one-time code works once.
    const login = { desk: { light: "office-3", dark: "office-1" }, phone: { light: "office-2", dark: "auditor" } }[screen as "desk" | "phone"][colorScheme];
    test(`pages on a ${screen}, ${colorScheme}`, async ({ browser, baseURL }) => {
      test.setTimeout(240_000);
      const context = await browser.newContext({ baseURL, viewport, colorScheme, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
      const page = await context.newPage();
      const settled = watched(page);
      const breaches: string[] = [];
      page.on("console", (message) => {
        if (/Content Security Policy|Refused to/.test(message.text())) breaches.push(message.text());
      });
      page.on("request", (request) => {
        if (!request.url().startsWith(baseURL!) && !/^(data|blob):/.test(request.url())) breaches.push(request.url());
      });
      await page.goto("/console/sign-in");
      await page.screenshot({ path: path.join(screens, `sign-in-${screen}-${colorScheme}.png`) });
      await signIn(page, login);
      await page.goto("/console/matters");
      const found: Record<string, string | null> = { CASE: await page.locator("td.title a").nth(1).getAttribute("href") };
      for (const [name, list] of Object.entries({ HEARING: "hearings", MANDATE: "mandates" })) {
        await page.goto(`/console/${list}`);
        await settled();
        // Not every role may see a hearing.
        const links = page.locator("td.title a");
        found[name] = (await links.count()) > 0 ? await links.first().getAttribute("href") : null;
      }
      const faults: string[] = [];
      for (const name of pages) {
        const address = found[name] === undefined ? `/console/${name}` : found[name];
        if (!address) {
          faults.push(`${name}: none to look at`);
          continue;
        }
        await page.goto(address);
        // A hearing's stream never ends, so its page is never idle.
        if (name === "HEARING") await page.getByText("实时", { exact: true }).waitFor();
        else await settled();
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        const file = `${(name || "home").toLowerCase().replace(/[?=]/g, "-")}-${screen}-${colorScheme}.png`;
        await page.screenshot({ path: path.join(screens, file), fullPage: true });
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (tooWide > 1) faults.push(`${name}: ${tooWide} px wider than the screen`);
        const violations = await faultsOf(page, colorScheme === "dark" ? "colours" : "all");
        faults.push(...violations.map((violation) => `${name || "home"}: ${violation}`));
      }
      expect(breaches).toEqual([]);
      expect(faults).toEqual([]);
    });
  }
}

test("the console speaks English as completely as Chinese", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, locale: "en-GB", timezoneId: "Asia/Shanghai" });
  const page = await context.newPage();
  const who = person("deputy-001");
  const settled = watched(page);
  const missing: string[] = [];
  page.on("console", (message) => {
    if (message.text().includes("intlify")) missing.push(message.text());
  });
  await page.goto("/console/");
  await page.getByLabel("Login").fill(who.login);
  await page.getByLabel("Password").fill(who.password);
  await page.getByLabel("One-time code").fill(totp(who.totp_secret));
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Today's work");
  for (const name of ["matters", "cockpit", "map", "people", "rules", "audit", "devices", "hearings", "mandates", "access"]) {
    await page.goto(`/console/${name}`);
    await settled();
  }
  expect(missing).toEqual([]);
});
