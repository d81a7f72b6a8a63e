/** The people of demo/seed.json, with the second factor that their devices show. */
import { createHmac } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test as base, expect, type BrowserContext, type Page } from "@playwright/test";

interface SeedUser {
  id: string;
  login: string;
  name: string;
  password: string;
  totp_secret: string;
}
const seedFile = path.resolve(import.meta.dirname, "../../demo/seed.json");
const seed = JSON.parse(readFileSync(seedFile, "utf8")) as { users: SeedUser[] };

export function person(login: string): SeedUser {
  const found = seed.users.find((user) => user.login === login);
  if (!found) throw new Error(`${login} is not in the seed`);
  return found;
}

/** RFC 6238 with SHA-1, six digits, thirty seconds. */
export function totp(secret: string, at = Date.now()): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return ((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).toString().padStart(6, "0");
}

/** Makes a person sit at this page's desk. The first time in a run somebody really signs in; the session is kept, because a code works once
 * in half a minute and the next test would wait for it. `fresh` always signs in, and keeps nothing. */
export async function signIn(page: Page, login: string, how: "kept" | "fresh" = "kept"): Promise<void> {
  const folder = process.env.MINYI_SESSIONS;
  if (how === "fresh" || !folder) return signInAnew(page, login);
  const kept = path.join(folder, `${login}.json`);
  const lock = `${kept}.lock`;
  // Two workers: one signs in, the other goes on with it.
  while (!taken(lock)) await page.waitForTimeout(50);
  try {
    if (existsSync(kept)) {
      await page.context().addCookies(JSON.parse(readFileSync(kept, "utf8")) as Cookies);
      await page.goto("/console/");
      await page.getByRole("heading", { level: 1 }).waitFor();
      if (!new URL(page.url()).pathname.endsWith("/sign-in")) return;
    }
    await signInAnew(page, login);
    writeFileSync(kept, JSON.stringify(await page.context().cookies()));
  } finally {
    rmdirSync(lock);
  }
}

type Cookies = Awaited<ReturnType<BrowserContext["cookies"]>>;

function taken(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

/** A code works once: if it was just used (by the demo itself, say), the next one is awaited. */
async function signInAnew(page: Page, login: string): Promise<void> {
  const who = person(login);
  for (let used = "", tries = 0; ; ) {
    const code = totp(who.totp_secret);
    if (code !== used) {
      await enter(page, who.login, who.password, code);
      const refused = page.getByRole("alert");
      await Promise.race([page.waitForURL((url) => !url.pathname.endsWith("/sign-in")), refused.waitFor()]);
      if (!new URL(page.url()).pathname.endsWith("/sign-in")) return;
      tries += 1;
      if (tries > 3) throw new Error(`${login} cannot sign in: ${await refused.textContent()}`);
      used = code;
    }
    await page.waitForTimeout(1_000);
  }
}

/** Signs in with what is given; whether it worked shows on the page. */
export async function enter(page: Page, login: string, password: string, code: string): Promise<void> {
  await page.goto("/console/sign-in");
  await page.fill("input[name=login]", login);
  await page.fill("input[name=password]", password);
  await page.fill("input[name=totp]", code);
  await page.click("button[type=submit]");
}

export const test = base.extend({
  baseURL: async ({}, use) => use(process.env.MINYI_URL),
});
export { expect };
