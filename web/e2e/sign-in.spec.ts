/** Who may come in, and what is said to those who may not. */
import { expect, signIn, test } from "./people";

test("staff sign in with password and second factor, and land on the day's work", async ({ page }) => {
  await signIn(page, "clerk-housing", "fresh");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("今日工作");
});

test("a wrong code is said beside the form in the person's language, and the login stays", async ({ page }) => {
  await page.goto("/console/");
  await page.fill("input[name=login]", "leader-housing");
  await page.fill("input[name=password]", "not-it");
  await page.fill("input[name=totp]", "000000");
  await page.click("button[type=submit]");
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.locator("input[name=login]")).toHaveValue("leader-housing");
});
