import type { Request } from "../evaluate/decision";
import { type Caller, isWithin } from "./caller";
import { every, not, open, some, type Truth } from "./truth";

/** What an expression is asked about. */
export interface Call {
  readonly request: Request;
  readonly caller: Caller;
}

/**
 * Whether an expression of Cloud Armor or of Service Extensions holds. Only the forms that this program writes itself are
 * read; everything else in it is open.
 */
export function holds(text: string, call: Call): Truth {
  // A conditional binds weaker than `||`; comments and long texts could hide anything.
  if (/\?|\/\/|'''|"""|\\/.test(text)) return own(text);
  const parser = new Parser(text, call);
  return parser.whole() ?? own(text);
}

const own = (text: string): Truth => open({ kind: "expression", text: text.trim() });

const TEXT = "'([^'\\n]*)'";
type Atom = readonly [form: RegExp, truth: (call: Call, one: string, other: string) => Truth];
const ATOMS: readonly Atom[] = (
  [
    ["true", () => true],
    [`has\\(request\\.headers\\[${TEXT}\\]\\)`, ({ request }, name) => headerOf(request, name) !== undefined],
    [
      `request\\.headers\\[${TEXT}\\]\\.contains\\(${TEXT}\\)`,
      ({ request }, name, part) =>
        headerOf(request, name)?.includes(part) ?? open({ kind: "unread", words: `the request has no header ${name}` }),
    ],
    [`inIpRange\\(origin\\.ip, ?${TEXT}\\)`, ({ caller }, range) => isWithin(caller, [range])],
    [`request\\.host == ${TEXT}`, ({ request }, host) => request.host === host],
    [`request\\.host\\.endsWith\\(${TEXT}\\)`, ({ request }, end) => request.host.endsWith(end)],
  ] satisfies [string, Atom[1]][]
).map(([form, truth]) => [new RegExp(form, "y"), truth]);

function headerOf({ headers, host }: Request, name: string): string | undefined {
  return name === "host" ? host : Object.hasOwn(headers, name) ? headers[name] : undefined;
}

const END = /\s*(?:$|\)|&&|\|\|)/y;
/** Texts, and whatever else is no operator and no bracket of this level. */
const OPAQUE = /'[^'\n]*'|"[^"\n]*"|&(?!&)|\|(?!\|)|[^'"&|()[\]{}]/y;

/** `||` over `&&` over `!`, brackets and atoms. A part that is not read here ends before the next `&&`, `||` or `)`. */
class Parser {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly call: Call,
  ) {}

  /** `undefined` where brackets or texts do not end. */
  whole(): Truth | undefined {
    const truth = this.either();
    return this.take(/\s*$/y) === undefined ? undefined : truth;
  }

  private either(): Truth | undefined {
    return this.list(/\s*\|\|/y, () => this.both(), some);
  }

  private both(): Truth | undefined {
    return this.list(/\s*&&/y, () => this.one(), every);
  }

  private list(between: RegExp, part: () => Truth | undefined, join: (parts: Truth[]) => Truth): Truth | undefined {
    const parts: Truth[] = [];
    do {
      const truth = part();
      if (truth === undefined) return undefined;
      parts.push(truth);
    } while (this.take(between));
    return join(parts);
  }

  private one(): Truth | undefined {
    this.take(/\s*/y);
    const start = this.at;
    const truth = this.read();
    if (truth !== undefined && this.isAtEnd()) return truth;
    this.at = start;
    return this.opaque();
  }

  private read(): Truth | undefined {
    if (this.take(/!/y)) {
      const truth = this.one();
      return truth === undefined ? undefined : not(truth);
    }
    if (this.take(/\(/y)) {
      const truth = this.either();
      return this.take(/\s*\)/y) ? truth : undefined;
    }
    for (const [form, truth] of ATOMS) {
      const found = this.take(form);
      if (found) return truth(this.call, found[1] ?? "", found[2] ?? "");
    }
    return undefined;
  }

  private opaque(): Truth | undefined {
    const start = this.at;
    let depth = 0;
    while (this.at < this.text.length && (depth > 0 || !this.isAtEnd())) {
      if (this.take(/[([{]/y)) depth++;
      else if (this.take(/[)\]}]/y)) depth--;
      else if (!this.take(OPAQUE) && !(depth > 0 && this.take(/&&|\|\|/y))) return undefined;
      if (depth < 0) return undefined;
    }
    return depth === 0 && this.at > start ? own(this.text.slice(start, this.at)) : undefined;
  }

  private isAtEnd(): boolean {
    END.lastIndex = this.at;
    return END.test(this.text);
  }

  private take(form: RegExp): RegExpExecArray | undefined {
    form.lastIndex = this.at;
    const found = form.exec(this.text) ?? undefined;
    if (found) this.at = form.lastIndex;
    return found;
  }
}
