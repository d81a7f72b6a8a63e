/** Who sits here. The token is in a cookie that no script can read; this holds what the server says of it. */
import type { Actor, Schemas } from "@api";
import { computed, ref, shallowRef } from "vue";
import { ask, ProblemError, whenSignedOut } from "./http";

export type BrowserSession = Schemas["BrowserSession"];
export type Capacity = Actor["capacity"];

const current = shallowRef<BrowserSession | null>(null);
/** Whether the person is to sign in again over the page where they are. */
export const signInOpen = ref(false);
let waiting: Array<() => void> = [];

export const session = computed(() => current.value);
export const role = computed(() => current.value?.actor.capacity.role ?? null);

/** The organ acted for, where there is one. */
export const organ = computed(() => {
  const capacity = current.value?.actor.capacity;
  if (!capacity) return null;
  if ("station" in capacity) return capacity.station;
  if ("office" in capacity) return capacity.office;
  if ("unit" in capacity) return capacity.unit;
  return null;
});

/** Reads the session that the browser may have; `false` if there is none. */
export async function resume(): Promise<boolean> {
  try {
    current.value = await ask<BrowserSession>("/v1/browser/session", { again: false });
    return true;
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

export async function signIn(login: string, password: string, totp: string): Promise<void> {
  const before = current.value;
  const begun = await ask<BrowserSession>("/v1/browser/sign-in/staff", {
    method: "POST",
    body: { login, password, totp },
    again: false,
  });
  current.value = begun;
  signInOpen.value = false;
  const ready = waiting;
  waiting = [];
  // Somebody else at the same desk must not go on with what the one before had open.
  if (before && before.actor.user !== begun.actor.user) location.assign("/console/");
  else ready.forEach((go) => go());
}

export async function signOut(): Promise<void> {
  await ask<void>("/v1/sign-out", { method: "POST", again: false }).catch((error: unknown) => {
    if (!(error instanceof ProblemError)) throw error;
  });
  current.value = null;
}

whenSignedOut(() => {
  if (!current.value) return Promise.reject(new Error("nobody signed in"));
  signInOpen.value = true;
  return new Promise((resolve) => waiting.push(resolve));
});
