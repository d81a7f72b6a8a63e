/**
 * Drafts on this phone (草稿): kept in IndexedDB from the first letter until the server's receipt, photos included.
 *
 *   writing ──(the button)──> wanted ──(signed in)──> sealed ──(receipt)──> received ──(photos)──> gone
 *
 * A sealed draft is sent as the same bytes each time: the server files it once, however often it comes.
 */

export interface DraftFields {
  to: string;
  title: string;
  text: string;
  place: string;
  spot: string;
  publish: boolean;
}

/** Bytes rather than a Blob: older browsers lose Blobs that they were given to keep. */
export interface DraftPhoto {
  upload: string;
  sha256: string;
  bytes: ArrayBuffer;
  sent: boolean;
}

export interface Draft {
  matter: string;
  command: string;
  state: "writing" | "wanted" | "sealed" | "received";
  fields: DraftFields;
  photos: DraftPhoto[];
  /** The body of the command, once sealed. */
  body: string;
  changed: number;
}

export class Drafts {
  private constructor(private readonly db: IDBDatabase) {}

  static open(factory: IDBFactory = indexedDB, name = "minyi-drafts"): Promise<Drafts> {
    return new Promise((resolve, reject) => {
      const asked = factory.open(name, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("drafts", { keyPath: "matter" });
      asked.onsuccess = () => resolve(new Drafts(asked.result));
      asked.onerror = () => reject(asked.error ?? new Error("no store"));
    });
  }

  /** Durable when it resolves. */
  keep(draft: Draft): Promise<void> {
    return this.write((store) => store.put({ ...draft, changed: Date.now() }));
  }

  drop(matter: string): Promise<void> {
    return this.write((store) => store.delete(matter));
  }

  /** Oldest change first: what was wanted first is sent first. */
  all(): Promise<Draft[]> {
    return new Promise((resolve, reject) => {
      const asked = this.db.transaction("drafts").objectStore("drafts").getAll();
      asked.onsuccess = () => resolve((asked.result as Draft[]).sort((a, b) => a.changed - b.changed));
      asked.onerror = () => reject(asked.error ?? new Error("not read"));
    });
  }

  private write(act: (store: IDBObjectStore) => IDBRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = this.db.transaction("drafts", "readwrite");
      act(transaction.objectStore("drafts"));
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("not kept"));
    });
  }
}

/** Whether there is anything to lose. */
export function isEmpty(draft: Draft): boolean {
  return !draft.fields.title.trim() && !draft.fields.text.trim() && draft.photos.length === 0;
}
