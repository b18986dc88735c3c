/** What zxcvbn's warnings mean, by the names that the library gives them (`TranslationKeys`). */
export const REASONS = {
  straightRow: 'it is a straight row of keys',
  keyPattern: 'it is a short pattern on the keyboard',
  simpleRepeat: 'it repeats one character',
  extendedRepeat: 'it repeats a few characters',
  sequences: 'it is a sequence such as `abc` or `6543`',
  recentYears: 'it is mostly a recent year',
  dates: 'it is mostly a date',
  topTen: 'it is one of the ten commonest passwords',
  topHundred: 'it is one of the hundred commonest passwords',
  common: 'it is a common password',
  similarToCommon: 'it is close to a common password',
  wordByItself: 'it is a single word',
  namesByThemselves: 'it is a single name',
  commonNames: 'it is a common name',
  userInputs: 'it uses a name that belongs to this machine or program',
  pwned: 'it is in a list of leaked passwords',
} as const

/** What zxcvbn's suggestions mean. */
export const SUGGESTIONS = {
  l33t: 'digits and signs in the place of letters do not help',
  reverseWords: 'a word written backwards does not help',
  allUppercase: 'capitals throughout do not help',
  capitalization: 'a capital at the start does not help',
  dates: 'leave out dates',
  recentYears: 'leave out recent years',
  associatedYears: 'leave out years that belong to you',
  sequences: 'leave out sequences',
  repeated: 'leave out repeated words and characters',
  longerKeyboardPattern: 'use longer keyboard patterns that change direction',
  anotherWord: 'add one or two more words that do not belong together',
  useWords: 'use four or more words that do not belong together',
  noNeed: 'signs, digits and capitals are not needed',
  pwned: 'use another one wherever you have used it',
} as const
