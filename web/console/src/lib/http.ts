/** Asking the server. What went wrong is one of three: the server says what ([`ProblemError`]), it cannot be reached
 * ([`AwayError`]), or the session is over, and then the person signs in again in place and the question is asked once more. */
import type { Problem } from "@api";

/** The server answered with a problem document. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

/** No answer, or none of this server's: a captive portal, a gateway, a restart. */
export class AwayError extends Error {}

type SignInAgain = () => Promise<void>;
let signInAgain: SignInAgain = () => Promise.reject(new AwayError());

/** Says what to do when a session is over: resolve when the person has signed in again. */
export function whenSignedOut(handler: SignInAgain): void {
  signInAgain = handler;
}

export interface Asking {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Sent as it is; anything that is not text is written as JSON once. */
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Whether an ended session leads to signing in again in place; yes unless told otherwise. */
  again?: boolean;
}

export async function ask<T>(path: string, asking: Asking = {}): Promise<T> {
  const response = await respond(path, asking);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** The bytes of an answer, for pictures and tables. */
export async function askBytes(path: string, asking: Asking = {}): Promise<Blob> {
  return (await respond(path, asking)).blob();
}

async function respond(path: string, asking: Asking): Promise<Response> {
  const response = await once(path, asking);
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (response.status === 401 && asking.again !== false) {
    await signInAgain();
    return respond(path, { ...asking, again: false });
  }
  throw new ProblemError(problem);
}

async function once(path: string, asking: Asking): Promise<Response> {
  const init: RequestInit = { method: asking.method ?? "GET", credentials: "same-origin", redirect: "error" };
  const headers: Record<string, string> = { accept: "application/json", ...asking.headers };
  if (asking.signal) init.signal = asking.signal;
  if (asking.body instanceof Blob || asking.body instanceof ArrayBuffer) {
    init.body = asking.body;
  } else if (asking.body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = typeof asking.body === "string" ? asking.body : JSON.stringify(asking.body);
  }
  init.headers = headers;
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new AwayError();
  }
}

async function problemOf(response: Response): Promise<Problem> {
  if (!(response.headers.get("content-type") ?? "").startsWith("application/problem+json")) throw new AwayError();
  try {
    return (await response.json()) as Problem;
  } catch {
    throw new AwayError();
  }
}
