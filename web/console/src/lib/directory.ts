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

export async function loadPolicy(): Promise<void> {
  law.value ??= await ask<PolicyView>("/v1/policy");
}

export function organName(id: string | null | undefined): string {
  if (!id) return "";
  const organ = view.value?.organs.find((organ) => organ.id === id);
  if (!organ) return id;
  return i18n.global.locale.value === "zh" ? organ.name_zh : organ.name_en;
}

export function organs(kind: OrganView["kind"]): OrganView[] {
  return view.value?.organs.filter((organ) => organ.kind === kind) ?? [];
}

/** A pair of sentences of the server in the person's language. */
export function say(zh: string, en: string): string {
  return i18n.global.locale.value === "zh" ? zh : en;
}
