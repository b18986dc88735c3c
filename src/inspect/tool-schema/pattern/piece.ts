import { assertNever } from '../../../base/index.ts'

/** A regular expression as a tree. Groups, names and laziness are gone: they do not change whether there is a match. */
export type Piece =
  /** One character, described by regular expression text that matches nothing longer. */
  | { readonly kind: 'character'; readonly source: string }
  | { readonly kind: 'sequence'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'choice'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'repeat'; readonly piece: Piece; readonly min: number; readonly max: number }
  | { readonly kind: 'place'; readonly place: Place }
  | ({ readonly kind: 'look'; readonly piece: Piece } & Look)

/** `^`, `$`, `\b` and `\B`. */
export type Place = 'start' | 'end' | 'boundary' | 'no-boundary'

export interface Look {
  readonly direction: 'ahead' | 'behind'
  readonly isNegated: boolean
}

/** Instructions that the piece compiles to, look-around included: what one character of text can cost. */
export function sizeOf(piece: Piece): number {
  switch (piece.kind) {
    case 'character':
    case 'place':
      return 1
    case 'look':
      return 2 + sizeOf(piece.piece)
    case 'sequence':
      return piece.pieces.reduce((sum, each) => sum + sizeOf(each), 0)
    case 'choice':
      return piece.pieces.reduce((sum, each) => sum + sizeOf(each) + 2, 0)
    case 'repeat': {
      const copies = piece.max === Number.POSITIVE_INFINITY ? piece.min + 1 : piece.max
      return copies * (sizeOf(piece.piece) + 2)
    }
    default:
      return assertNever(piece)
  }
}
