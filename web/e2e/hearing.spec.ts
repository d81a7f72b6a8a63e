/** A hearing in the console: planned by the office, approved and run by the court clerk, answered by two of the liaison, all of them live.
 * Deputies act by the API, as their phones do. */
import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { act, uuid7 } from "./api";
import { expect, person, signIn, test } from "./people";

const hearingAct = (page: Page, matter: string, command: Record<string, unknown>) => act(page, matter, { procedure: "hearing", ...command });

async function does(page: Page, name: string, fill: (form: ReturnType<Page["getByRole"]>) => Promise<unknown> = async () => {}) {
  await page.getByRole("button", { name, exact: true }).click();
  const form = page.getByRole("form", { name, exact: true });
  await fill(form);
  await form.getByRole("button", { name: `确认${name}` }).click();
  await expect(page.getByText(`${name}：已办理。`).last()).toBeVisible();
  await expect(form).toHaveCount(0);
}

test("a hearing from its plan to an answer by two people", async ({ browser, baseURL }) => {
  test.setTimeout(240_000);
  const mark = randomUUID().slice(0, 6);
  const desk = async (login: string) => {
    const context = await browser.newContext({ baseURL, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
    const page = await context.newPage();
    await signIn(page, login);
    return page;
  };
  const [office, clerk] = await Promise.all([desk("office-2"), desk("court-clerk-1")]);
  await office.goto("/console/hearings");
  await office.getByRole("button", { name: "筹备听审" }).click();
  const plan = office.getByRole("form", { name: "筹备听审" });
  await plan.getByLabel("案号").fill(`（2026）浙0502民初${mark}号`);
  await plan.getByLabel("案由").fill("买卖合同纠纷");
  await plan.getByLabel("案情简介").fill("虚构案件。");
  await plan.getByLabel("公开程度").selectOption("closed");
  await plan.getByLabel("法院").selectOption("court");
  await plan.getByLabel("开庭时间").fill("2026-12-01T09:00");
  await plan.getByLabel("席位").fill("2");
  await plan.getByLabel("网址").fill("https://court.example/live");
  await plan.getByRole("button", { name: "确认筹备听审" }).click();
  // Nobody observes a closed hearing: said beside the field, with the rule.
  await expect(plan.getByRole("alert")).toContainText("只有公开审理的案件可以组织听审");
  await plan.getByLabel("公开程度").selectOption("open");
  await plan.getByRole("button", { name: "确认筹备听审" }).click();
  await office.waitForURL(/\/console\/hearings\/[0-9a-f-]{36}$/);
  const matter = office.url().split("/").at(-1)!;
  await expect(office.getByText("实时", { exact: true })).toBeVisible();
  // The court does not see a draft.
  await clerk.goto(`/console/hearings/${matter}`);
  await expect(clerk.getByText("此听审对您已不再开放。")).toBeVisible();

  await does(office, "送法院审核");
  await clerk.reload();
  await does(clerk, "法院同意", async (form) => {
    await form.getByLabel("审批号").fill("审批1号");
    await form.getByLabel("审批人").fill("分管院长");
  });
  await expect(office.getByText("报名", { exact: true }).first()).toBeVisible();

  const logins = ["deputy-031", "deputy-032", "deputy-033"];
  const deputies = await Promise.all(logins.map(desk));
  for (const deputy of deputies) await hearingAct(deputy, matter, { type: "apply", no_conflict: true });
  // Live: no reload.
  await office.getByRole("button", { name: "确定名单" }).click();
  const roster = office.getByRole("form", { name: "确定名单" });
  await expect(roster.getByRole("checkbox")).toHaveCount(3);
  await roster.getByRole("button", { name: "抽签" }).click();
  await expect(roster.getByText("已选 2 人，席位 2")).toBeVisible();
  // By hand after all: the first two.
  for (const [i, box] of (await roster.getByRole("checkbox").all()).entries()) await box.setChecked(i < 2);
  await roster.getByLabel("说明").fill("抽签");
  await roster.getByRole("button", { name: "确认确定名单" }).click();
  await expect(roster).toHaveCount(0);
  await does(clerk, "核对名单");
  for (const deputy of deputies.slice(0, 2)) {
    const snapshot = (await (await deputy.request.get(`/v1/hearings/${matter}`)).json()) as { view: { mine: { notice: { version: string } } } };
    await hearingAct(deputy, matter, { type: "sign_discipline", notice: snapshot.view.mine.notice.version });
  }
  await does(clerk, "开放听审");
  await clerk.getByRole("button", { name: "开庭", exact: true }).click();
  await expect(clerk.locator(".clock")).toContainText("开庭");
  await expect(office.locator(".clock")).toContainText("开庭");

  const [first, second] = await Promise.all([desk("court-1"), desk("court-2")]);
  for (const page of [first, second]) await page.goto(`/console/hearings/${matter}`);
  const question = uuid7();
  await hearingAct(deputies[0]!, matter, { type: "ask", id: question, kind: "procedure", text: `休庭时间能否提前告知${mark}？` });
  const card = office.locator(".question", { hasText: mark });
  await expect(card).toBeVisible();
  await expect(first.locator(".question", { hasText: mark })).toHaveCount(0);
  await card.getByRole("button", { name: /^审核/ }).click();
  const screening = office.getByRole("form", { name: "审核", exact: true });
  await screening.getByLabel("审核结论").selectOption("return");
  await screening.getByLabel("理由").fill("请写明");
  await office.reload();
  await card.getByRole("button", { name: /^审核/ }).click();
  await expect(screening.getByLabel("理由")).toHaveValue("请写明");
  await screening.getByLabel("审核结论").selectOption("accept");
  await screening.getByRole("button", { name: "确认审核" }).click();
  await expect(card.getByText("闭庭后可转")).toBeVisible();
  await does(clerk, "闭庭");

  await card.getByRole("button", { name: /^转法院联络处/ }).click();
  await office.getByRole("form", { name: "转法院联络处" }).getByRole("button", { name: "确认转法院联络处" }).click();
  const mine = first.locator(".question", { hasText: mark });
  await expect(mine).toBeVisible();
  // Masked: a seat, no name.
  await expect(mine).toContainText("号席");
  await expect(mine).not.toContainText(person("deputy-031").name);
  await card.getByRole("button", { name: /^交办/ }).click();
  await office.getByRole("form", { name: "交办", exact: true }).getByRole("button", { name: "确认交办" }).click();
  await mine.getByRole("button", { name: /^起草答复/ }).click();
  const drafting = first.getByRole("form", { name: "起草答复" });
  await drafting.getByLabel("内容").fill(`将在庭前告知${mark}。`);
  await drafting.getByRole("button", { name: "确认起草答复" }).click();
  await expect(mine.getByText("拟稿，待另一人审签")).toBeVisible();
  const theirs = second.locator(".question", { hasText: mark });
  await theirs.getByRole("button", { name: "审签发出" }).click();
  await second.getByRole("form", { name: "审签发出" }).getByRole("button", { name: "确认审签发出" }).click();
  await expect(theirs.getByText(/审签发出 \d/)).toBeVisible();
  await expect(card.getByText(`将在庭前告知${mark}。`)).toBeVisible();
  await expect(office.getByRole("region", { name: "已答复" }).locator(".question", { hasText: mark })).toBeVisible();
});
