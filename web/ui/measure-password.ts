// The estimator and its word lists: large, so loaded only when a new password is being written.
// Nothing leaves the browser. The server checks length and its own blocklist, never this.
import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common'
import commonWords from '@zxcvbn-ts/language-en/dist/commonWords.json.mjs'
import firstNames from '@zxcvbn-ts/language-en/dist/firstnames.json.mjs'

const MEASURED_LENGTH = 64

const estimator = new ZxcvbnFactory({
  dictionary: { ...common, 'commonWords-en': commonWords, 'firstnames-en': firstNames },
  graphs: adjacencyGraphs,
})

export type Weakness = 'common' | 'keyboard' | 'repeated' | 'sequence' | 'date' | 'name' | 'word' | 'own'

export type Measure = { readonly score: 0 | 1 | 2 | 3 | 4; readonly weakness: Weakness | undefined }

/** Only the first letters are measured: the time it takes grows with the square of the length. */
export function measurePassword(password: string, own: readonly string[]): Measure {
  const result = estimator.check(password.slice(0, MEASURED_LENGTH), [...own])
  const weakness = result.sequence.find(
    (match) => match.pattern === 'dictionary' && match['dictionaryName'] === 'userInputs',
  )
  return { score: result.score, weakness: weakness === undefined ? named(result.feedback.warning) : 'own' }
}

function named(warning: string | null): Weakness | undefined {
  switch (warning) {
    case 'topTen':
    case 'topHundred':
    case 'common':
    case 'similarToCommon':
    case 'pwned':
      return 'common'
    case 'straightRow':
    case 'keyPattern':
      return 'keyboard'
    case 'simpleRepeat':
    case 'extendedRepeat':
      return 'repeated'
    case 'sequences':
      return 'sequence'
    case 'recentYears':
    case 'dates':
      return 'date'
    case 'namesByThemselves':
    case 'commonNames':
      return 'name'
    case 'wordByItself':
      return 'word'
    case 'userInputs':
      return 'own'
    default:
      return undefined
  }
}
