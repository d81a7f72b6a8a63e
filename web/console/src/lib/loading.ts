/** Something read from the server: loading, there, or not, with a way to try again. What is there stays while it is read anew. */
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { tell, type Told } from "./problems";

export interface Loading<T> {
  value: ShallowRef<T | null>;
  busy: Ref<boolean>;
  wrong: ShallowRef<Told | null>;
  load: () => Promise<void>;
}

export function loading<T>(read: (signal: AbortSignal) => Promise<T>): Loading<T> {
  const value = shallowRef<T | null>(null);
  const busy = ref(false);
  const wrong = shallowRef<Told | null>(null);
  let last: AbortController | null = null;
  async function load() {
    last?.abort();
    const mine = new AbortController();
    last = mine;
    busy.value = true;
    try {
      const read_ = await read(mine.signal);
      if (last !== mine) return;
      value.value = read_;
      wrong.value = null;
    } catch (error) {
      if (last === mine && !(error instanceof DOMException && error.name === "AbortError")) wrong.value = tell(error);
    } finally {
      if (last === mine) busy.value = false;
    }
  }
  return { value, busy, wrong, load };
}
