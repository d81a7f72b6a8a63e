// Says what c2pa-ts makes of a JPEG under a private root, as it is and with single bits of it changed.
//
// Called by tests/credentials.rs: read_c2pa.mjs MODULES ROOT.pem FILE.jpg, and on stdin a line "OFFSET MASK" for each change. One line
// of answer for the file as it is, then one a change: Trusted (every check passed under the root), Invalid, or Unreadable.

import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [modules, rootFile, file] = process.argv.slice(2)
const entry = `${modules}/node_modules/@trustnxt/c2pa-ts/`
const { exports } = JSON.parse(readFileSync(`${entry}package.json`, 'utf8'))
// What a module is for `import`, however deep the package nests its conditions.
const place = (condition) => (typeof condition === 'string' ? condition : place(condition.import ?? condition.default))
const load = (name) => import(pathToFileURL(entry + place(exports[name])).href)
const [{ JPEG }, { SuperBox }, { ManifestStore }, { TrustList }] = await Promise.all(
  ['./asset', './jumbf', './manifest', './cose'].map(load))

const root = readFileSync(rootFile, 'utf8')
const sound = readFileSync(file)

async function state(jpeg) {
  try {
    const asset = await (JPEG.create ? JPEG.create(jpeg) : new JPEG(jpeg))
    const jumbf = await asset.getManifestJUMBF()
    if (!jumbf) return 'Unreadable'
    const result = await ManifestStore.read(SuperBox.fromBuffer(jumbf)).validate(asset, { trustAnchors: [root] })
    return result.isValid ? 'Trusted' : 'Invalid'
  } catch {
    return 'Unreadable' // a file that cannot be read is not accepted
  }
}

TrustList?.setTrustAnchors?.([root])
const answers = [await state(sound)]
for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const [offset, mask] = line.split(' ').map(Number)
  const changed = Uint8Array.from(sound)
  changed[offset] ^= mask
  answers.push(await state(changed))
}
console.log(answers.join('\n'))
