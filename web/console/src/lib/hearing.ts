/** A hearing as this reader sees it, kept up to date by the server's stream. */
import { onBeforeUnmount, ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { absorb, type HearingView, type Snapshot } from "./hearing-view";
import { ask, ProblemError } from "./http";
import { tell, type Told } from "./problems";

export * from "./hearing-view";

export type Link = "joining" | "live" | "away" | "gone";

export interface Watching {
  snapshot: ShallowRef<Snapshot | null>;
  link: Ref<Link>;
  wrong: ShallowRef<Told | null>;
  /** Reads all of it again, for instance after an own act. */
  refresh: () => Promise<void>;
}

const QUIET_MS = 400;

/** Follows one hearing as long as the page is open. */
export function watchHearing(matter: string): Watching {
  const snapshot = shallowRef<Snapshot | null>(null);
  const link = ref<Link>("joining");
  const wrong = shallowRef<Told | null>(null);
  let source: EventSource | null = null;
  let timer = 0;
  let asking = 0;
  let closed = false;

  async function refresh(): Promise<void> {
    try {
      // Through `ask`: a session that is over leads to signing in again in place.
      const read = await ask<Snapshot>(`/v1/hearings/${matter}`);
      if (closed) return;
      wrong.value = null;
      if (!snapshot.value || snapshot.value.view.to <= read.view.to) snapshot.value = read;
      if (!source) listen();
    } catch (error) {
      if (error instanceof ProblemError && error.problem.code === "not_found") link.value = "gone";
      else link.value = "away";
      wrong.value = tell(error);
      if (link.value === "away") later(5_000);
    }
  }
  function later(ms: number) {
    source?.close();
    source = null;
    clearTimeout(timer);
    if (!closed) timer = window.setTimeout(() => void refresh(), ms);
  }
  function take(data: string) {
    const held = snapshot.value;
    if (!held) return;
    const { view, became } = absorb(held.view, JSON.parse(data) as HearingView);
    if (became === "applied") {
      snapshot.value = { ...held, view };
      // A lane's frame tells what any of its readers may do; what this one may do is asked anew, once things are quiet.
      clearTimeout(asking);
      asking = window.setTimeout(() => void refresh(), QUIET_MS);
    }
    if (became === "gap") later(0);
  }
  function listen() {
    const at = snapshot.value?.at;
    source = new EventSource(`/v1/hearings/${matter}/stream${at ? `?${new URLSearchParams({ after: at })}` : ""}`);
    source.onopen = () => (link.value = "live");
    source.addEventListener("frame", (event) => take((event as MessageEvent<string>).data));
    source.addEventListener("reset", () => later(0));
    source.addEventListener("gone", () => {
      source?.close();
      link.value = "gone";
    });
    source.addEventListener("bye", (event) => later((JSON.parse((event as MessageEvent<string>).data) as { after_ms: number }).after_ms));
    source.onerror = () => {
      link.value = "away";
      later(3_000);
    };
  }
  void refresh();
  onBeforeUnmount(() => {
    closed = true;
    clearTimeout(timer);
    clearTimeout(asking);
    source?.close();
  });
  return { snapshot, link, wrong, refresh };
}
