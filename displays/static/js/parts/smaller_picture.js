// A picture on its way to the hub: made smaller here first, so that a photograph of a telephone does not travel whole.

const LONGEST_EDGE = 1600
const QUALITY = 0.86

/**
 * The picture as a blob no longer than 1600 pixels on either side; the hub encodes it anew once more.
 *
 * Throws when the browser cannot read it.
 */
export async function smaller(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" })
  const scale = Math.min(1, LONGEST_EDGE / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement("canvas")
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("not encoded"))), "image/webp", QUALITY))
}
