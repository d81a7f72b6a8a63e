/** The pages, and who may be on them without having signed in: nobody but the sign-in page's visitors. */
import { createRouter, createWebHistory } from "vue-router";
import { i18n } from "./i18n";
import { resume, session } from "./lib/session";

export const router = createRouter({
  history: createWebHistory("/console/"),
  routes: [
    { path: "/sign-in", name: "sign-in", component: () => import("./views/SignIn.vue"), meta: { open: true } },
    { path: "/", name: "home", component: () => import("./views/Home.vue") },
    { path: "/matters", name: "matters", component: () => import("./views/Matters.vue") },
    { path: "/matters/:id", name: "case", component: () => import("./views/Case.vue") },
    { path: "/map", name: "map", component: () => import("./views/MapView.vue") },
    { path: "/cockpit", name: "cockpit", component: () => import("./views/Cockpit.vue") },
    { path: "/people", name: "people", component: () => import("./views/People.vue") },
    { path: "/rules", name: "rules", component: () => import("./views/Rules.vue") },
    { path: "/audit", name: "audit", component: () => import("./views/Audit.vue") },
    { path: "/access", name: "access", component: () => import("./views/Access.vue") },
    { path: "/hearings", name: "hearings", component: () => import("./views/Hearings.vue") },
    { path: "/hearings/:id", name: "hearing", component: () => import("./views/Hearing.vue") },
    { path: "/mandates", name: "mandates", component: () => import("./views/Mandates.vue") },
    { path: "/mandates/:id", name: "mandate", component: () => import("./views/Mandate.vue") },
    { path: "/devices", name: "devices", component: () => import("./views/Devices.vue") },
    { path: "/:rest(.*)*", redirect: "/" },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

router.beforeEach(async (to) => {
  if (to.meta.open || session.value) return true;
  try {
    if (await resume()) return true;
  } catch {
    // The server is away: the sign-in page says so when it is asked.
  }
  return { name: "sign-in", query: { to: to.fullPath } };
});

/** Pages under another one's name. */
const PARTS: Record<string, string> = { case: "nav.matters", hearing: "nav.hearings", mandate: "nav.mandates" };

router.afterEach((to) => {
  const key = PARTS[String(to.name)] ?? (to.name === "sign-in" ? "signIn.title" : `nav.${String(to.name)}`);
  document.title = `${i18n.global.t(key)} · ${i18n.global.t("app.name")}`;
});
