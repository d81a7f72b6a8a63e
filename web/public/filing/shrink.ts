/** Photos made smaller on the phone: 2048 pixels on the long side, upright, without the camera's metadata. */

const LONG_SIDE = 2048;
const QUALITY = 0.82;

export function fitted(width: number, height: number, longest = LONG_SIDE): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** HEIC, which iPhones make and other browsers cannot draw: it goes as it is. */
export function isHeic(beginning: Uint8Array): boolean {
  const brand = String.fromCharCode(...beginning.slice(4, 12));
  return /^ftyp(heic|heix|hevc|hevx|mif1|msf1)$/.test(brand);
}

/** The bytes to send, or `null` for what is no photo. */
export async function shrink(file: Blob, most: number): Promise<ArrayBuffer | null> {
  try {
    const picture = await drawable(file);
    const size = fitted(picture.width, picture.height);
    const canvas = document.createElement("canvas");
    canvas.width = size.width;
    canvas.height = size.height;
    canvas.getContext("2d")?.drawImage(picture, 0, 0, size.width, size.height);
    const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    if (made && made.size > 0 && made.size <= most) return await made.arrayBuffer();
  } catch {
    // Not drawable here; it may still be a photo.
  }
  const bytes = await file.arrayBuffer();
  return bytes.byteLength <= most && isHeic(new Uint8Array(bytes.slice(0, 12))) ? bytes : null;
}

/** An element rather than `createImageBitmap`: every browser turns it upright by itself. */
function drawable(file: Blob): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const address = URL.createObjectURL(file);
    const picture = new Image();
    picture.onload = () => {
      resolve(picture);
      URL.revokeObjectURL(address);
    };
    picture.onerror = () => {
      reject(new Error("not a picture"));
      URL.revokeObjectURL(address);
    };
    picture.src = address;
  });
}
