/** A case that was told: the station hears it by keyboard, writes down what it says, and the public learns nothing of it. */
import { randomUUID } from "node:crypto";
import { act, fileTold } from "./api";
import { expect, signIn, test } from "./people";

test("staff listen to a voice note by keyboard, write down what it says, and the page says who listened", async ({ browser, baseURL }) => {
  test.setTimeout(120_000);
  const context = await browser.newContext({ baseURL, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  const station = await context.newPage();
  await signIn(station, "station-daochang-1");
  const title = `河水发黑${randomUUID().slice(0, 6)}`;
  const matter = await fileTold(station, "station-daochang-1", title);
  await station.goto(`/console/matters/${matter}`);
  await expect(station.getByText("语音 2 秒")).toBeVisible();
  await station.getByRole("button", { name: "收听语音" }).focus();
  await station.keyboard.press("Enter");
  const player = station.locator("audio");
  await expect(player).toHaveAttribute("aria-label", "语音留言");
  await expect(player).toBeFocused();
  // Played from this page's own memory, and to its end.
  await expect.poll(() => player.evaluate((audio: HTMLAudioElement) => audio.src.startsWith("blob:") && audio.duration)).toBeGreaterThan(1.4);
  await player.evaluate((audio: HTMLAudioElement) => void (audio.paused && !audio.ended && audio.play()));
  await expect.poll(() => player.evaluate((audio: HTMLAudioElement) => audio.ended), { timeout: 20_000 }).toBe(true);

  await station.getByRole("button", { name: "记录语音内容" }).first().click();
  const words = `桥东河水发黑${title}`;
  await station.getByRole("textbox", { name: /内容/ }).fill(words);
  await station.getByRole("button", { name: "确认记录语音内容" }).click();
  await expect(station.getByRole("heading", { name: "语音内容记录" })).toBeVisible();
  await expect(station.getByText(words)).toBeVisible();
  await station.getByRole("button", { name: "收听记录" }).click();
  await expect(station.getByRole("row", { name: /收听语音留言/ })).toBeVisible();
  await station.keyboard.press("Escape");

  await act(station, matter, { type: "triage", class: "help", note: "" });
  const office = await (await browser.newContext({ baseURL, locale: "zh-CN" })).newPage();
  await signIn(office, "office-2");
  await act(office, matter, { type: "assign", lead: "unit-water", co: [], note: "" });
  await act(office, matter, { type: "publish" });
  const stranger = await (await browser.newContext({ baseURL })).newPage();
  await stranger.goto(`/cases/${matter}?lang=zh`);
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText(title);
  await expect(stranger.getByText(/语音/)).toHaveCount(0);
  await expect(stranger.getByText(words)).toHaveCount(0);
});
