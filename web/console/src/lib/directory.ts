/** Organs and deputies by their codes, read once. */
import type { DirectoryView, Schemas } from "@api";
import { computed, shallowRef } from "vue";
import { i18n } from "@/i18n";
import { ask } from "./http";

type OrganView = Schemas["OrganView"];
export type PolicyView = Schemas["PolicyView"];

const view = shallowRef<DirectoryView | null>(null);
const law = shallowRef<PolicyView | null>(null);
export const directory = computed(() => view.value);
export const policy = computed(() => law.value);

export async function loadDirectory(): Promise<void> {
  view.value ??= await ask<DirectoryView>("/v1/directory");
}

/** After a change, or when a session begins again. */
export async function reloadDirectory(): Promise<void> {
  view.value = await ask<DirectoryView>("/v1/directory");
}

export async function loadPolicy(): Promise<void> {
  law.value ??= await ask<PolicyView>("/v1/policy");
}

export function organName(id: string | null | undefined): string {
  if (!id) return "";
  const organ = view.value?.organs.find((organ) => organ.id === id);
  if (!organ) return id;
  return i18n.global.locale.value === "zh" ? organ.name_zh : organ.name_en;
}

/** The name of a deputy, in office or not. */
export function deputyName(user: string | null | undefined): string | undefined {
  return [...(view.value?.deputies ?? []), ...(view.value?.former ?? [])].find((deputy) => deputy.user === user)?.name;
}

/** A text of the log with the names of organs in place of their codes. */
export function spelled(text: string): string {
  return text.replace(/[a-z0-9]+(?:-[a-z0-9]+)+/g, (code) => organName(code));
}

/** Organs that take new work; closed ones as well where one looks for what is on record. */
export function organs(kind: OrganView["kind"], which: "open" | "all" = "open"): OrganView[] {
  return view.value?.organs.filter((organ) => organ.kind === kind && (which === "all" || !organ.closed)) ?? [];
}

/** A pair of sentences of the server in the person's language. */
export function say(zh: string, en: string): string {
  return i18n.global.locale.value === "zh" ? zh : en;
}
