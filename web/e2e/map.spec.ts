/** The map of cases, which asks nobody but this server. */
import { expect, signIn, test } from "./people";

test("the map draws waters, towns and cases without asking anybody else", async ({ page, baseURL }) => {
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(baseURL!) && !/^(data|blob):/.test(request.url())) elsewhere.push(request.url());
  });
  await signIn(page, "leader-housing");
  await page.goto("/console/map");
  const map = page.getByRole("group", { name: "事项地图" });
  await expect(map.getByText("太湖")).toBeVisible();
  await expect(map.getByText("织里镇")).toBeVisible();
  await page.getByRole("button", { name: "放大" }).click();
  await expect(map.locator(".base path").first()).toBeAttached();
  expect(elsewhere).toEqual([]);
});
