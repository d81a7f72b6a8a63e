import { createApp } from "vue";
import "element-plus/dist/index.css";
import "element-plus/theme-chalk/dark/css-vars.css";
import "./styles/console.css";
import App from "./App.vue";
import { i18n } from "./i18n";
import { router } from "./router";
import { ui } from "./ui";

createApp(App).use(i18n).use(router).use(ui).mount("#app");
