// A QR code, drawn as one path: dark on white in both themes, with its quiet margin.

import { useMemo } from 'react'
import { encode } from 'uqr'
import { uiTexts } from './texts.ts'

export function QrCode({ text, name = uiTexts.qr }: { readonly text: string; readonly name?: string }) {
  const { path, size } = useMemo(() => draw(text), [text])
  return (
    <div className="qr">
      <svg role="img" aria-label={name} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
        <path className="ground" d={`M0 0h${size}v${size}H0z`} />
        <path className="dots" d={path} />
      </svg>
    </div>
  )
}

function draw(text: string): { readonly path: string; readonly size: number } {
  // The frame of the part is the rest of the quiet zone (four modules in all).
  const { data, size } = encode(text, { ecc: 'M', border: 2 })
  let path = ''
  for (const [y, row] of data.entries()) {
    let start = -1
    for (let x = 0; x <= size; x += 1) {
      const dark = row[x] === true
      if (dark && start === -1) start = x
      if (!dark && start !== -1) {
        path += `M${start} ${y}h${x - start}v1h-${x - start}z`
        start = -1
      }
    }
  }
  return { path, size }
}
