/** What was written and not sent: kept on this computer, for this account, until it is sent or thrown away; at most two weeks. */
const PREFIX = "minyi.draft.";
const KEPT_MS = 14 * 24 * 3_600_000;

export interface Draft<T> {
  at: number;
  values: T;
}

/** Where drafts are kept; the browser's own store unless a test brings another. */
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export class Drafts<T> {
  constructor(
    private readonly account: string,
    private readonly store: Store = localStorage,
    private readonly now: () => number = Date.now,
  ) {}

  read(key: string): Draft<T> | null {
    const text = this.store.getItem(this.name(key));
    if (!text) return null;
    try {
      const draft = JSON.parse(text) as Draft<T>;
      if (this.now() - draft.at <= KEPT_MS) return draft;
    } catch {
      // Another version's draft, or half a one: nothing to go on with.
    }
    this.drop(key);
    return null;
  }

  /** Gives back whether it could be kept: a full disk or a private window may say no. */
  keep(key: string, values: T): boolean {
    try {
      this.store.setItem(this.name(key), JSON.stringify({ at: this.now(), values } satisfies Draft<T>));
      return true;
    } catch {
      return false;
    }
  }

  drop(key: string): void {
    this.store.removeItem(this.name(key));
  }

  /** Removes what is too old, of whatever account. */
  sweep(): void {
    const names = Array.from({ length: this.store.length }, (_, i) => this.store.key(i)).filter((name) => name?.startsWith(PREFIX));
    for (const name of names) {
      const at = (JSON.parse(this.store.getItem(name ?? "") ?? "{}") as Partial<Draft<T>>).at ?? 0;
      if (this.now() - at > KEPT_MS) this.store.removeItem(name ?? "");
    }
  }

  private name(key: string): string {
    return `${PREFIX}${this.account}.${key}`;
  }
}
