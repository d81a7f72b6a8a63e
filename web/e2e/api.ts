/** The same server by its API, for what a test needs before the browser does its part. The caller is whoever is signed in on a page;
 * every act is a real command through the door. */
import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { APIResponse, Page } from "@playwright/test";

async function checked(response: APIResponse): Promise<unknown> {
  if (!response.ok()) throw new Error(`${response.url()}: ${response.status()} ${await response.text()}`);
  return response.json();
}

/** As a page of this site would say it. */
const headers = () => ({ origin: process.env.MINYI_URL ?? "", "content-type": "application/json" });

export async function act(page: Page, matter: string, command: Record<string, unknown>): Promise<void> {
  const { device } = (await checked(await page.request.get("/v1/browser/session"))) as { device: string };
  const envelope = {
    v: 1, id: uuid7(), device, seq: 1, matter, made_at: new Date().toISOString(), command: { procedure: "citizen_case", ...command },
  };
  await checked(await page.request.post("/v1/commands", { data: envelope, headers: headers() }));
}

/** An attachment by its content. */
interface Named { sha256: string; bytes: number }

/** A case filed by the station whose staff is signed in on the page, for somebody who came in. */
export async function file(page: Page, station: string, title: string, text: string, photos: Named[] = [], voice?: Named): Promise<string> {
  const author = (await checked(await page.request.post("/v1/citizens", { data: { phone: "19900000012" }, headers: headers() }))) as { user: string };
  const matter = uuid7();
  await act(page, matter, {
    type: "submit", title, text, addressee: { kind: "station", station }, may_publish: true, photos, ...(voice && { voice }),
    filing: { kind: "proxy", author: author.user, channel: "in_person" },
  });
  return matter;
}

export function uuid7(): string {
  const hex = Date.now().toString(16).padStart(12, "0");
  const rest = randomUUID().replaceAll("-", "");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${rest.slice(13, 16)}-${rest.slice(16, 20)}-${rest.slice(20)}`;
}

/** The same with a photo of the demo, sent whole. */
export async function filePhotographed(page: Page, station: string, title: string): Promise<string> {
  const bytes = readFileSync(path.resolve(import.meta.dirname, "../../demo/photos/road-1.jpg"));
  const matter = await file(page, station, title, "路面有坑，照片附后。", [named(bytes)]);
  await send(page, matter, bytes);
  return matter;
}

/** The same without a word: a tone, as a phone would record it. */
export async function fileTold(page: Page, station: string, title: string): Promise<string> {
  const bytes = readFileSync(path.resolve(import.meta.dirname, "../../server/src/tests/voice/tone.m4a"));
  const matter = await file(page, station, title, "", [], named(bytes));
  await send(page, matter, bytes, { kind: "voice" });
  return matter;
}

const named = (bytes: Buffer): Named => ({ sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length });

async function send(page: Page, matter: string, bytes: Buffer, more: { kind?: string } = {}): Promise<void> {
  const upload = `/v1/uploads/${uuid7()}`;
  const part_bytes = 512 * 1024;
  await checked(await page.request.put(upload, { data: { matter, ...named(bytes), part_bytes, ...more }, headers: headers() }));
  for (let part = 0; part * part_bytes < bytes.length; part += 1) {
    const slice = bytes.subarray(part * part_bytes, (part + 1) * part_bytes);
    const digest = createHash("sha256").update(slice).digest("base64");
    await checked(
      await page.request.put(`${upload}/parts/${part}`, { data: slice, headers: { ...headers(), "content-type": "application/octet-stream", "content-digest": `sha-256=:${digest}:` } }),
    );
  }
}

/** An account of its own for a test, opened by the office that is signed in on the page. */
export async function newAccount(page: Page, capacity: Record<string, string>): Promise<{ login: string; password: string; secret: string }> {
  const login = `test-${randomUUID().slice(0, 8)}`;
  const body = { id: uuid7(), account: uuid7(), command: { type: "create", login, name: "演示·测试", capacity }, reason: "测试" };
  const done = (await checked(await page.request.post("/v1/desk/accounts", { data: body, headers: headers() }))) as { password: string; totp_secret: string };
  return { login, password: done.password, secret: done.totp_secret };
}
