/**
 * The part of expr-lang that our formulas use, with its rules: `nil` is a value that only `??` takes; arithmetic with it, a name
 * without a trigger and `??` beside `*` without parentheses are errors. Compared with
 * expr-lang 1.17.8, compiled as KEDA 2.20 compiles it.
 */
export function evaluate(formula: string, values: Readonly<Record<string, number | null>>): number {
  const tokens = [...formula.matchAll(/\s*(\?\?|[a-z_][a-z0-9_]*|\d+(?:\.\d+)?|[(),*])/gy)].map(([, token]) => token!);
  if (tokens.join("") !== formula.replaceAll(" ", "")) throw new Error(`Cannot read ${formula}`);
  const parser = new Parser(tokens, values);
  return number(parser.whole());
}

type Value = number | null;

function number(value: Value): number {
  if (value === null) throw new Error("Cannot calculate with nil");
  return value;
}

class Parser {
  private at = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly values: Readonly<Record<string, Value>>,
  ) {}

  whole(): Value {
    const value = this.product();
    if (this.at < this.tokens.length) throw new Error(`Cannot read ${this.tokens[this.at]}`);
    return value;
  }

  private product(): Value {
    let value = this.single();
    if (this.take("??")) {
      const otherwise = this.single();
      value ??= otherwise;
      if (this.tokens[this.at] === "*") throw new Error("Cannot mix ?? and * without parentheses");
      return value;
    }
    while (this.take("*")) value = number(value) * number(this.single());
    if (this.tokens[this.at] === "??") throw new Error("Cannot mix ?? and * without parentheses");
    return value;
  }

  private single(): Value {
    if (this.take("(")) {
      const value = this.product();
      this.expect(")");
      return value;
    }
    const token = this.tokens[this.at++] ?? "";
    if (/^\d/.test(token)) return Number(token);
    if (token === "min" || token === "max") return Math[token](...this.parameters());
    if (!(token in this.values)) throw new Error(`Cannot find a trigger called ${token}`);
    return this.values[token]!;
  }

  private parameters(): number[] {
    this.expect("(");
    const parameters = [number(this.product())];
    while (this.take(",")) parameters.push(number(this.product()));
    this.expect(")");
    return parameters;
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at += 1;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw new Error(`Cannot find ${token} before ${this.tokens[this.at]}`);
  }
}
