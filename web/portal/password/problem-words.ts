// Pure: why a password cannot be used, and what to do instead.
import { passwordTexts } from './texts.ts'

export function passwordProblemWords(reason: string | undefined): string {
  const words = passwordTexts.problems
  switch (reason) {
    case 'too-short':
      return words.tooShort
    case 'too-long':
      return words.tooLong
    case 'common':
      return words.common
    case 'like-the-account':
      return words.likeTheAccount
    case 'same-as-before':
      return words.sameAsBefore
    default:
      return words.other
  }
}
