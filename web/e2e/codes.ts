/** One-time codes: the demo prints them instead of sending messages, and e2e/server.ts keeps what it prints. */
import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";

export async function codeFor(phone: string): Promise<string> {
  const log = process.env.MINYI_LOG;
  if (!log) throw new Error("MINYI_LOG names what the server printed");
  let code: string | undefined;
  await expect
    .poll(() => {
      code = [...readFileSync(log, "utf8").matchAll(new RegExp(`${phone} \\S+ (\\d{6})`, "g"))].at(-1)?.[1];
      return code;
    })
    .toBeDefined();
  return code ?? "";
}
