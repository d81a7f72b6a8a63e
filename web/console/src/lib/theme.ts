/** Light or dark: as the computer says, unless the person chose. */
import { ref } from "vue";

const KEPT = "minyi.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
export const isDark = ref(false);

function apply() {
  const kept = localStorage.getItem(KEPT);
  isDark.value = kept ? kept === "dark" : dark.matches;
  document.documentElement.classList.toggle("dark", isDark.value);
}

export function toggleTheme(): void {
  localStorage.setItem(KEPT, isDark.value ? "light" : "dark");
  apply();
}
dark.addEventListener("change", apply);
apply();
