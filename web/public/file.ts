/**
 * The form of /file on one page: photos made smaller here, phone and code in place, everything kept on this phone until the receipt.
 * Where something that it needs is missing, it leaves the form alone, and the server's own steps do the work.
 */
import { type Draft, type DraftFields, Drafts, isEmpty } from "./filing/drafts";
import { deliver, type Problem, Refused, SignInNeeded, type World, ask } from "./filing/deliver";
import { hex, sha256, uuid } from "./filing/ids";
import { seal } from "./filing/seal";
import { shrink } from "./filing/shrink";

type Words = Record<string, string>;

function find<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(id);
  return found as T;
}

const nextEvent = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    window.addEventListener("online", done);
    function done(): void {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve();
    }
  });

class Filing {
  private readonly form = find<HTMLFormElement>("file-form");
  private readonly words = JSON.parse(this.form.dataset["words"] ?? "{}") as Words;
  private readonly chinese = document.documentElement.lang.startsWith("zh");
  private readonly button = find<HTMLButtonElement>("file-next");
  private draft: Draft;
  private saving: Promise<void> = Promise.resolve();
  private busy = false;

  constructor(private readonly drafts: Drafts) {
    this.draft = {
      matter: this.hidden("matter").value,
      command: this.hidden("command").value,
      state: "writing",
      fields: this.fields(),
      photos: [],
      body: "",
      changed: 0,
    };
  }

  async start(): Promise<void> {
    this.form.noValidate = true;
    find("file-photos").hidden = false;
    find("file-steps").hidden = true;
    this.button.textContent = this.say("file");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.want();
    });
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("change", () => this.changed());
    find<HTMLInputElement>("file-pick").addEventListener("change", (event) => void this.picked(event.target as HTMLInputElement));
    find("file-send").addEventListener("click", () => void this.sendCode());
    if ("geolocation" in navigator) {
      find("file-location").hidden = false;
      find("file-locate").addEventListener("click", () => this.locate());
    }
    await this.bringBack();
  }

  private say(name: string): string {
    return this.words[name] ?? name;
  }

  private hidden(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }

  private fields(): DraftFields {
    const value = (name: string): string => (this.form.elements.namedItem(name) as HTMLInputElement).value;
    const publish = (this.form.elements.namedItem("publish") as HTMLInputElement).checked;
    return { to: value("to"), title: value("title"), text: value("text"), place: value("place"), spot: value("spot"), publish };
  }

  private status(words: string): void {
    find("file-progress").hidden = false;
    find("file-status").textContent = words;
  }

  /** Every change is kept; the last one wins, however fast somebody types. */
  private changed(): void {
    if (this.draft.state !== "writing") return;
    this.draft.fields = this.fields();
    this.keep();
  }

  private keep(): void {
    this.saving = this.saving.then(() => (isEmpty(this.draft) ? undefined : this.drafts.keep(this.draft))).catch(() => undefined);
  }

  /** What was wanted before goes on; what was being written comes back into an empty form. */
  private async bringBack(): Promise<void> {
    const kept = await this.drafts.all();
    const wanted = kept.find((draft) => draft.state !== "writing");
    const writing = kept.filter((draft) => draft.state === "writing").at(-1);
    const back = wanted ?? (isEmpty(this.draft) ? writing : undefined);
    if (!back) return;
    this.draft = back;
    this.hidden("matter").value = back.matter;
    this.hidden("command").value = back.command;
    for (const [name, value] of Object.entries(back.fields)) {
      const field = this.form.elements.namedItem(name) as HTMLInputElement;
      if (typeof value === "boolean") field.checked = value;
      else field.value = value;
    }
    this.showPhotos();
    this.status(this.say("draftBack"));
    if (back.state !== "writing") await this.go();
  }

  private async picked(input: HTMLInputElement): Promise<void> {
    const most = Number(this.form.dataset["photos"]);
    const largest = Number(this.form.dataset["photoBytes"]);
    const files = Array.from(input.files ?? []);
    input.value = "";
    this.status(this.say("shrinking"));
    let said = this.say("saved");
    for (const file of files) {
      if (this.draft.photos.length >= most) {
        said = this.say("tooMany");
        break;
      }
      const bytes = await shrink(file, largest);
      if (!bytes) {
        said = this.say("notAPhoto");
        continue;
      }
      const digest = hex(await sha256(bytes));
      if (this.draft.photos.some((photo) => photo.sha256 === digest)) continue;
      this.draft.photos.push({ upload: uuid(), sha256: digest, bytes, sent: false });
    }
    this.showPhotos();
    this.draft.fields = this.fields();
    this.keep();
    await this.saving;
    this.status(said);
  }

  private showPhotos(): void {
    const list = find("file-picked");
    list.replaceChildren(
      ...this.draft.photos.map((photo, number) => {
        const item = document.createElement("li");
        const picture = document.createElement("img");
        picture.alt = `${this.say("photo")} ${number + 1}`;
        picture.src = URL.createObjectURL(new Blob([photo.bytes]));
        picture.onload = () => URL.revokeObjectURL(picture.src);
        const remove = document.createElement("button");
        remove.type = "button";
        remove.className = "quiet";
        remove.textContent = this.say("remove");
        remove.setAttribute("aria-label", `${this.say("remove")} ${picture.alt}`);
        remove.disabled = this.draft.state !== "writing";
        remove.addEventListener("click", () => {
          this.draft.photos.splice(number, 1);
          this.showPhotos();
          this.keep();
        });
        item.append(picture, `${Math.ceil(photo.bytes.byteLength / 1024)} KB `, remove);
        return item;
      }),
    );
  }

  private locate(): void {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const millionths = (degrees: number): number => Math.round(degrees * 1e6);
        this.hidden("spot").value = `${millionths(coords.latitude)},${millionths(coords.longitude)},${Math.round(coords.accuracy)}`;
        find("file-located").textContent = `${this.say("located")} (± ${Math.round(coords.accuracy)} m)`;
        this.changed();
      },
      () => {
        find("file-located").textContent = this.say("notLocated");
      },
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  }

  /** The button: from now on the case is to be filed, whatever the network does. */
  private async want(): Promise<void> {
    if (this.busy) return;
    if (this.draft.state === "writing") {
      this.draft.fields = this.fields();
      const lacks = (["title", "text"] as const).find((name) => !this.draft.fields[name].trim());
      this.complain("title", lacks === "title" ? this.say("needTitle") : "");
      this.complain("text", lacks === "text" ? this.say("needText") : "");
      if (lacks) return;
      this.draft.state = "wanted";
      await this.saving;
      await this.drafts.keep(this.draft).catch(() => undefined);
      this.status(this.say("saved"));
    }
    await this.go();
  }

  private complain(name: string, words: string): void {
    const field = find<HTMLInputElement>(name);
    let place = document.getElementById(`${name}-fault`);
    if (!place) {
      place = document.createElement("p");
      place.id = `${name}-fault`;
      place.className = "complaint";
      place.setAttribute("role", "alert");
      field.after(place);
    }
    place.textContent = words;
    field.toggleAttribute("aria-invalid", words !== "");
    if (words) {
      field.setAttribute("aria-invalid", "true");
      field.focus();
    }
  }

  private world(): World {
    return {
      fetch: (path, init) => fetch(path, init),
      wait: nextEvent,
      random: Math.random,
      drafts: this.drafts,
      progress: (sent, all) => {
        find<HTMLProgressElement>("file-bar").value = all ? (100 * sent) / all : 100;
        this.status(`${this.say("photos")} ${all ? Math.floor((100 * sent) / all) : 100} %`);
      },
      trouble: (kind) => this.status(this.say(kind === "offline" ? "offline" : "retry")),
    };
  }

  private async go(): Promise<void> {
    this.busy = true;
    this.button.disabled = true;
    try {
      const code = find<HTMLInputElement>("file-code").value.trim();
      if (code && !(await this.enter(code))) return;
      if (this.draft.state === "wanted" && !(await this.sealed())) return;
      this.status(this.say("sending"));
      const { matter } = this.draft;
      await deliver(this.world(), this.draft);
      this.status(this.say("done"));
      location.assign(`/filed/${matter}`);
    } catch (fault) {
      await this.stopped(fault);
    } finally {
      this.busy = false;
      this.button.disabled = false;
    }
  }

  /** Who files, on which device; then the bytes that are sent, for good. */
  private async sealed(): Promise<boolean> {
    const response = await ask(this.world(), "/v1/browser/session", { method: "GET" });
    const session = response.ok ? ((await response.json()) as { actor: { capacity: { role: string } }; device: string }) : null;
    if (session?.actor.capacity.role !== "citizen") {
      this.askPhone();
      return false;
    }
    const seq = Number(localStorage.getItem("minyi-seq") ?? "0") + 1;
    localStorage.setItem("minyi-seq", String(seq));
    const { command, matter, fields, photos } = this.draft;
    this.draft.body = seal({ command, matter, device: session.device, seq }, new Date(), fields, photos);
    this.draft.state = "sealed";
    await this.drafts.keep(this.draft);
    return true;
  }

  private askPhone(): void {
    find("file-progress").hidden = true;
    find("file-sign-in").hidden = false;
    find<HTMLInputElement>("file-phone").focus();
  }

  private async sendCode(): Promise<void> {
    const fault = find("file-sign-in-fault");
    fault.textContent = "";
    const response = await this.post("/v1/sign-in/phone", { phone: find<HTMLInputElement>("file-phone").value.trim() });
    if (response === null) return;
    if (!response.ok) {
      fault.textContent = this.problemWords((await response.json()) as Problem);
      // A code that was sent a moment ago is still good.
      if (response.status !== 429) return;
    }
    find("file-code-part").hidden = false;
    find<HTMLInputElement>("file-code").focus();
    if (response.ok) this.status(this.say("codeSent"));
  }

  private async enter(code: string): Promise<boolean> {
    const phone = find<HTMLInputElement>("file-phone").value.trim();
    const response = await this.post("/v1/browser/sign-in/code", { phone, code });
    if (response === null) return false;
    find<HTMLInputElement>("file-code").value = "";
    if (!response.ok) {
      find("file-sign-in-fault").textContent = this.problemWords((await response.json()) as Problem);
      find<HTMLInputElement>("file-code").focus();
      return false;
    }
    find("file-sign-in").hidden = true;
    return true;
  }

  /** A proof is not sent twice by itself: whoever typed it presses again. */
  private async post(path: string, body: unknown): Promise<Response | null> {
    try {
      return await fetch(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        credentials: "same-origin",
      });
    } catch {
      this.status(this.say("offline"));
      return null;
    }
  }

  private problemWords(problem: Problem): string {
    return this.chinese ? problem.title_zh : problem.title;
  }

  private async stopped(fault: unknown): Promise<void> {
    if (fault instanceof SignInNeeded) {
      // What is sealed stays sealed: it may have been stored already, and other bytes would not be the same command.
      this.askPhone();
      return;
    }
    if (fault instanceof Refused) {
      const { problem } = fault;
      const refusal = problem.refusal;
      const why = refusal ? (this.chinese ? refusal.accepted_zh : refusal.accepted_en) : "";
      this.status(`${this.problemWords(problem)} ${why}`);
      if (this.draft.state === "received") return;
      // Nothing was stored: mended, it is another command.
      this.draft.state = "writing";
      this.draft.command = uuid();
      this.hidden("command").value = this.draft.command;
      await this.drafts.keep(this.draft);
      this.showPhotos();
      return;
    }
    throw fault;
  }
}

const able = "indexedDB" in window && "subtle" in (window.crypto ?? {}) && "noModule" in HTMLScriptElement.prototype;
if (able && document.getElementById("file-form")) {
  Drafts.open()
    .then((drafts) => new Filing(drafts).start())
    // A private window may keep nothing: then the server's steps do.
    .catch(() => undefined);
}
