/** Names of accounts for those who may read them (office, auditors); everybody else sees the end of the number. */
import type { Schemas } from "@api";
import { shallowRef } from "vue";
import { ask } from "./http";
import { role } from "./session";

const known = shallowRef<Map<string, string> | null>(null);

export async function loadAccounts(): Promise<void> {
  if (known.value || (role.value !== "office_staff" && role.value !== "auditor")) return;
  const users = await ask<Schemas["StaffAccount"][]>("/v1/desk/users");
  known.value = new Map(users.map((user) => [user.user, `${user.name}（${user.login}）`]));
}

export function accountName(user: string): string {
  return known.value?.get(user) ?? `…${user.slice(-6)}`;
}
