/** The map of cases, which asks nobody but this server and, where the operator named one, a source of pictures. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, signIn, test } from "./people";

const root = path.resolve(import.meta.dirname, "../..");
/** One grey pixel. */
const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGM4AQAAygDJmcpdfgAAAABJRU5ErkJggg==", "base64");

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

test("a source of pictures that the operator named is drawn under the places, and no other host is opened", async ({ browser }) => {
  const asked: string[] = [];
  const pictures = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.referer ?? ""} ${request.headers.cookie ?? ""}`.trim());
    response.writeHead(200, { "content-type": "image/png" }).end(PIXEL);
  }).listen(0, "127.0.0.1");
  await once(pictures, "listening");
  const { port } = pictures.address() as AddressInfo;
  // By another name than the server, as a provider has: cookies know no ports.
  const data = mkdtempSync(path.join(tmpdir(), "minyi-tiles-"));
  const args = ["serve", "--listen", "127.0.0.1:0", "--data", data, "--seed", "demo/seed.json", "--tiles", `http://localhost:${port}/{z}/{x}/{y}.png`, "--tiles-datum", "gcj02", "--tiles-credit", "审图号：测试"];
  const server = spawn(process.env.MINYI ?? path.join(root, "target/debug/minyi"), args, { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      server.stdout.on("data", (chunk: Buffer) => {
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(chunk.toString())?.[0];
        if (found) resolve(found);
      });
      server.once("exit", (code) => reject(new Error(`minyi serve ended (${code})`)));
    });
    const context = await browser.newContext({ baseURL: url, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
    const page = await context.newPage();
    const breaches: string[] = [];
    page.on("console", (message) => {
      if (/Content Security Policy|Refused to/.test(message.text())) breaches.push(message.text());
    });
    await signIn(page, "office-1", "fresh");
    await page.goto("/console/map");
    await expect(page.getByRole("group", { name: "事项地图" }).getByText("审图号：测试")).toBeVisible();
    await expect.poll(() => asked.length).toBeGreaterThan(5);
    expect(breaches).toEqual([]);
    // The provider learns which pictures, and nothing of this site or its people.
    for (const line of asked) expect(line).toMatch(/^\/\d+\/\d+\/\d+\.png$/);
    await page.screenshot({ path: path.join(root, "target/screens/map-tiles.png") });
    const policy = (await page.request.get("/console/")).headers()["content-security-policy"] ?? "";
    expect(policy).toContain(`img-src 'self' blob: data: http://localhost:${port};`);
    expect(policy).not.toContain("unsafe");
  } finally {
    server.kill("SIGINT");
    if (server.exitCode === null) await once(server, "exit");
    pictures.close();
    rmSync(data, { recursive: true, force: true });
  }
});
