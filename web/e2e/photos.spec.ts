/** A photo's road to the public: looked over, covered, released, shown, taken back; each look at the original on record. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { act, filePhotographed } from "./api";
import { expect, signIn, test } from "./people";

test("the public sees a released copy with its boxes, the auditor sees who looked at the original and why", async ({ browser, baseURL }) => {
  test.setTimeout(180_000);
  const mark = randomUUID().slice(0, 6);
  const desk = async (login: string) => {
    const context = await browser.newContext({ baseURL, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
    const page = await context.newPage();
    await signIn(page, login);
    return page;
  };
  const station = await desk("station-daochang-1");
  const matter = await filePhotographed(station, "station-daochang-1", `路面破损${mark}`);
  await act(station, matter, { type: "triage", class: "help", note: "" });
  await station.goto(`/console/matters/${matter}`);
  await station.getByRole("button", { name: /公开副本审查/ }).click();
  const dialog = station.getByRole("dialog", { name: "公开副本审查" });
  const picture = dialog.getByAltText("待审查的副本");
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  const area = (await picture.boundingBox())!;
  await station.mouse.move(area.x + area.width * 0.2, area.y + area.height * 0.2);
  await station.mouse.down();
  await station.mouse.move(area.x + area.width * 0.5, area.y + area.height * 0.4, { steps: 4 });
  await station.mouse.up();
  await expect(dialog.getByRole("group", { name: "遮盖框 1" })).toBeVisible();
  await dialog.getByRole("button", { name: "遮盖并放行" }).click();
  await expect(dialog.getByText("必填")).toBeVisible();
  await dialog.getByLabel("理由（记入保管记录）").fill(`遮盖车牌${mark}`);
  // What was drawn and written outlives a reload.
  await station.reload();
  await station.getByRole("button", { name: /公开副本审查/ }).click();
  await expect(dialog.getByLabel("理由（记入保管记录）")).toHaveValue(`遮盖车牌${mark}`);
  await expect(dialog.getByRole("group", { name: "遮盖框 1" })).toBeVisible();
  await dialog.getByRole("button", { name: "遮盖并放行" }).click();
  await expect(station.getByText("公开副本已放行")).toBeVisible();
  await expect(station.getByText("遮盖 1 处")).toBeVisible();

  await station.getByRole("button", { name: /查看原图/ }).click();
  await station.getByLabel("查看用途").fill(`核对地点${mark}`);
  await station.getByRole("dialog", { name: "查看原图" }).getByRole("button", { name: "查看原图" }).click();
  await expect(station.getByAltText("原图 1")).toBeVisible();
  await station.getByRole("button", { name: /保管记录/ }).click();
  await expect(station.getByRole("dialog", { name: "保管记录" }).getByRole("row", { name: new RegExp(`查阅原件.*核对地点${mark}`) })).toBeVisible();

  const office = await desk("office-2");
  const stranger = await (await browser.newContext({ baseURL })).newPage();
  await stranger.goto(`/cases/${matter}`);
  await expect(stranger.getByText(`路面破损${mark}`)).toHaveCount(0);
  await act(office, matter, { type: "assign", lead: "unit-water", co: [], note: "" });
  await act(office, matter, { type: "publish" });
  await stranger.goto(`/cases/${matter}?lang=zh`);
  const shown = stranger.getByRole("img", { name: "照片 1" });
  await expect(shown).toBeVisible();
  await expect.poll(() => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);

  const auditor = await desk("auditor");
  await auditor.goto("/console/access");
  await expect(auditor.getByRole("row", { name: new RegExp(`查阅原件.*核对地点${mark}`) })).toBeVisible();
  const saved = auditor.waitForEvent("download");
  await auditor.getByRole("button", { name: "导出全部（CSV）" }).click();
  const table = readFileSync(await (await saved).path(), "utf8");
  expect(table.startsWith("\ufeff时间,做了什么,谁,")).toBe(true);
  expect(table).toMatch(new RegExp(`,查阅原件,[^,]+,核对地点${mark},${matter},[0-9a-f]{64}\r\n`));
  await auditor.getByLabel("做了什么").selectOption("released");
  await expect(auditor.getByRole("row", { name: new RegExp(`放行公开副本.*遮盖车牌${mark}`) })).toBeVisible();

  await office.goto(`/console/matters/${matter}`);
  // The assignment handed the original over, to a unit that people know by its name.
  await office.getByRole("button", { name: /保管记录/ }).click();
  await expect(office.getByRole("dialog", { name: "保管记录" }).getByRole("row", { name: /随案移交.*交办 assigned to .*水利局/ })).toBeVisible();
  await office.keyboard.press("Escape");
  await office.getByRole("button", { name: /公开副本审查/ }).click();
  await office.getByLabel("理由（记入保管记录）").fill("发现门牌未遮盖");
  await office.getByRole("button", { name: "撤回放行" }).click();
  await expect(office.getByText("未放行")).toBeVisible();
  await stranger.reload();
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText(`路面破损${mark}`);
  await expect(shown).toHaveCount(0);
});
