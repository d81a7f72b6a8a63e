/** Reads again when the person comes back to the page, and once a minute while they look at it. */
import { onBeforeUnmount, onMounted } from "vue";

const MINUTE = 60_000;

export function keepFresh(load: () => void): void {
  let last = Date.now();
  const again = () => {
    if (document.visibilityState !== "visible" || Date.now() - last < MINUTE / 4) return;
    last = Date.now();
    load();
  };
  let timer = 0;
  onMounted(() => {
    timer = window.setInterval(again, MINUTE);
    document.addEventListener("visibilitychange", again);
  });
  onBeforeUnmount(() => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", again);
  });
}
