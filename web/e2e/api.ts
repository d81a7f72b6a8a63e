/** The same server by its API, for what a test needs before the browser does its part. The caller is whoever is signed in on a page;
 * every act is a real command through the door. */
import { randomUUID } from "node:crypto";
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

/** A case filed by the station whose staff is signed in on the page, for somebody who came in. */
export async function file(page: Page, station: string, title: string, text: string): Promise<string> {
  const author = (await checked(await page.request.post("/v1/citizens", { data: { phone: "19900000012" }, headers: headers() }))) as { user: string };
  const matter = uuid7();
  await act(page, matter, {
    type: "submit", title, text, addressee: { kind: "station", station }, may_publish: true,
    filing: { kind: "proxy", author: author.user, channel: "in_person" },
  });
  return matter;
}

function uuid7(): string {
  const hex = Date.now().toString(16).padStart(12, "0");
  const rest = randomUUID().replaceAll("-", "");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${rest.slice(13, 16)}-${rest.slice(16, 20)}-${rest.slice(20)}`;
}
