// The blocklist: the common passwords that come with zxcvbn-ts, 49 thousand, from breaches (NIST SP 800-63B-4
// §3.1.1.2 asks for such a list). The one door to it on the server.

export async function commonPasswords(): Promise<(lowerCase: string) => boolean> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  const list = new Set((dictionary as Readonly<Record<string, readonly string[]>>)['passwords-common'])
  return (lowerCase) => list.has(lowerCase)
}
