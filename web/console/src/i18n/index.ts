/** Chinese first, English second. Both files must have the same keys: `i18n.test.ts`. */
import { createI18n } from "vue-i18n";
import { messages } from "./messages";

export type Lang = "zh" | "en";
const KEPT = "minyi.lang";

function preferred(): Lang {
  const kept = localStorage.getItem(KEPT);
  if (kept === "zh" || kept === "en") return kept;
  return navigator.language.startsWith("en") ? "en" : "zh";
}

export const i18n = createI18n({ legacy: false, locale: preferred(), fallbackLocale: "zh", messages });

export function speak(lang: Lang): void {
  i18n.global.locale.value = lang;
  localStorage.setItem(KEPT, lang);
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
}
speak(preferred());
