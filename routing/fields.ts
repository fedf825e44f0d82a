/** The fields of an object in JSON: a reader goes by them, and the type of what it reads follows from them. */
export interface Fields {
  readonly [name: string]: Field;
}

/**
 * What a field holds. `link` names another resource, `texts` is a list of strings, `block` an object and `blocks` a list of
 * objects. A text that is not `oneOf` some is not understood.
 */
export type Field = (
  | (Text & { readonly orEmpty?: true })
  | { readonly kind: "number" | "flag" | "link" | "texts" }
  | { readonly kind: "block" | "blocks"; readonly fields: Fields }
) & { readonly required?: true };

export interface Text<Word extends string = string> {
  readonly kind: "text";
  readonly oneOf?: readonly Word[];
}

export const text: Text = { kind: "text" };
export const number = { kind: "number" } as const;
export const flag = { kind: "flag" } as const;
export const link = { kind: "link" } as const;
export const texts = { kind: "texts" } as const;
export const block = <F>(fields: F) => ({ kind: "block", fields }) as const;
export const blocks = <F>(fields: F) => ({ kind: "blocks", fields }) as const;
export const required = <F extends object>(field: F) => ({ ...field, required: true }) as const;
export const oneOf = <Word extends string>(words: readonly Word[]): Text<Word> => ({ kind: "text", oneOf: words });
/** A text of which this program writes no others; whatever is read is taken. */
export const word = <Word extends string>(): Text<Word> => ({ kind: "text" });
/** The API leaves out a text that is empty. */
export const orEmpty = { ...required(text), orEmpty: true } as const;

/** The type of an object with these fields. */
export type ObjectOf<F> = { readonly [Name in keyof F as RequiredOf<F, Name>]: ValueOf<F[Name]> } & {
  readonly [Name in keyof F as Exclude<Name, RequiredOf<F, Name>>]?: ValueOf<F[Name]>;
};

type RequiredOf<F, Name extends keyof F> = F[Name] extends { readonly required: true } ? Name : never;

type ValueOf<F> =
  F extends Text<infer Word>
    ? Word
    : F extends { readonly kind: "block"; readonly fields: infer Inner }
      ? ObjectOf<Inner>
      : F extends { readonly kind: "blocks"; readonly fields: infer Inner }
        ? readonly ObjectOf<Inner>[]
        : F extends { readonly kind: infer Kind extends keyof Plain }
          ? Plain[Kind]
          : never;

interface Plain {
  readonly link: string;
  readonly number: number;
  readonly flag: boolean;
  readonly texts: readonly string[];
}
