// The one ornament of the portal: the hitch of the mark, three strands wide. The second drawing of a strand,
// wider and in the colour of the ground, lets it pass over what it crosses.
const UPPER_LEFT = ['M17-40V17A7 7 0 0 0 24 24', 'M13-40V17A11 11 0 0 0 24 28', 'M9-40V17A15 15 0 0 0 24 32']
const LOWER_RIGHT = [
  'M24 24A7 7 0 0 1 31 31C31 56 37.3 70 38.7 96',
  'M24 20A11 11 0 0 1 35 31C35 56 44.9 70 47.1 96',
  'M24 16A15 15 0 0 1 39 31C39 56 52.5 70 55.5 96',
]
const LOWER_LEFT = [
  'M9.3 96C10.7 70 17 56 17 31A7 7 0 0 1 24 24',
  'M.9 96C3.1 70 13 56 13 31A11 11 0 0 1 24 20',
  'M-7.5 96C-4.5 70 9 56 9 31A15 15 0 0 1 24 16',
]
const UPPER_RIGHT = [
  'M24 24A7 7 0 0 0 31 17V-40',
  'M24 28A11 11 0 0 0 35 17V-40',
  'M24 32A15 15 0 0 0 39 17V-40',
]

export function Hitch() {
  return (
    <svg className="hitch" viewBox="-6 -14 60 92" preserveAspectRatio="xMidYMin slice" aria-hidden="true">
      <Strands paths={UPPER_LEFT} />
      <Strands paths={LOWER_RIGHT} />
      <Strands paths={LOWER_LEFT} over />
      <Strands paths={UPPER_RIGHT} over />
    </svg>
  )
}

function Strands({ paths, over = false }: { readonly paths: readonly string[]; readonly over?: boolean }) {
  return (
    <>
      {over && paths.map((d) => <path key={`under ${d}`} className="under" d={d} />)}
      {paths.map((d) => (
        <path key={d} className="strand" d={d} />
      ))}
    </>
  )
}
