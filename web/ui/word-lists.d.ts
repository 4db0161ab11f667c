// The English lists that are taken one by one: surnames and encyclopaedia words would double what is loaded.
declare module '@zxcvbn-ts/language-en/dist/commonWords.json.mjs' {
  const words: string[]

  export { words as default }
}
declare module '@zxcvbn-ts/language-en/dist/firstnames.json.mjs' {
  const words: string[]

  export { words as default }
}
