/** What somebody is writing, kept on this computer with every change until it is sent or thrown away. */
import { reactive, ref, watch, type Ref } from "vue";
import { Drafts } from "./drafts";
import { session } from "./session";

export interface Kept<T extends object> {
  values: T;
  /** When it was kept last; 0 if nothing is. */
  at: Ref<number>;
  drop: () => void;
}

/** Goes on with what was kept under this key, or begins with `start`. */
export function kept<T extends object>(key: string, start: T): Kept<T> {
  const drafts = new Drafts<T>(session.value?.actor.user ?? "");
  const before = drafts.read(key);
  const values = reactive({ ...start, ...(before?.values ?? {}) }) as T;
  const at = ref(before?.at ?? 0);
  watch(values, () => {
    at.value = drafts.keep(key, JSON.parse(JSON.stringify(values)) as T) ? Date.now() : 0;
  });
  const drop = () => {
    drafts.drop(key);
    at.value = 0;
  };
  return { values, at, drop };
}
