/** One real server with demo data for all tests: `minyi demo`, which plays the whole loop first. */
import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

export default async function start(): Promise<() => Promise<void>> {
  if (process.env.MINYI_URL) return async () => {};
  const minyi = process.env.MINYI ?? path.join(root, "target/debug/minyi");
  const data = mkdtempSync(path.join(tmpdir(), "minyi-browser-"));
  // What it prints is kept: one-time codes stand there instead of in messages (e2e/codes.ts).
  const log = path.join(data, "printed.txt");
  writeFileSync(log, "");
  process.env.MINYI_LOG = log;
  // Sessions of the run (e2e/people.ts).
  process.env.MINYI_SESSIONS = path.join(data, "sessions");
  mkdirSync(process.env.MINYI_SESSIONS);
  const args = ["demo", "--listen", "127.0.0.1:0", "--data", path.join(data, "demo")];
  const server = spawn(minyi, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  // The addresses come when the loop has been played; they tell the port.
  process.env.MINYI_URL = await new Promise<string>((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      appendFileSync(log, chunk);
      const url = /(http:\/\/127\.0\.0\.1:\d+)\/v1\/policy/.exec(said)?.[1];
      if (url) resolve(url);
    });
    server.once("exit", (code) => reject(new Error(`minyi demo ended (${code}) before it served:\n${said}`)));
    server.once("error", reject);
  });
  return async () => {
    server.kill("SIGINT");
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
}
