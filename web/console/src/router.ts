/** The pages, and who may be on them without having signed in: nobody but the sign-in page's visitors. */
import { createRouter, createWebHistory } from "vue-router";
import { resume, session } from "./lib/session";

export const router = createRouter({
  history: createWebHistory("/console/"),
  routes: [
    { path: "/sign-in", name: "sign-in", component: () => import("./views/SignIn.vue"), meta: { open: true } },
    { path: "/", name: "home", component: () => import("./views/Home.vue") },
    { path: "/:rest(.*)*", redirect: "/" },
  ],
});

router.beforeEach(async (to) => {
  if (to.meta.open || session.value || (await resume())) return true;
  return { name: "sign-in", query: { to: to.fullPath } };
});
