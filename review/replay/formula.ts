/** What a formula's names stand for; `undefined` is nil, a trigger that keeps failing. */
export type Scope = Readonly<Record<string, number | undefined>>;
type Evaluate = (scope: Scope) => number | undefined;

/** A formula outside the part of the language that is understood here. */
export class FormulaError extends Error {}

const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  max: Math.max,
  min: Math.min,
  round: Math.round,
};

const OPERATORS: readonly Readonly<Record<string, (a: number, b: number) => number>>[] = [
  {
    "==": (a, b) => Number(a === b),
    "!=": (a, b) => Number(a !== b),
    "<": (a, b) => Number(a < b),
    "<=": (a, b) => Number(a <= b),
    ">": (a, b) => Number(a > b),
    ">=": (a, b) => Number(a >= b),
  },
  { "+": (a, b) => a + b, "-": (a, b) => a - b },
  { "*": (a, b) => a * b, "/": (a, b) => a / b },
];

/**
 * The formula of a ScaledObject: numbers, names, arithmetic, comparisons, `a ? b : c`, `??`, and functions such as `max`.
 * Arithmetic with nil is nil here, and an error in KEDA; neither gives a number of pods.
 * Source: https://expr-lang.org/docs/language-definition
 * @throws {FormulaError}
 */
export function parseFormula(text: string): Evaluate {
  const tokens = text.match(/\d+(?:\.\d+)?|[A-Za-z_]\w*|\?\?|[<>=!]=|[-+*/()?:,<>]|\S/g) ?? [];
  let place = 0;
  const peek = () => tokens[place];
  const fail = (what: string): never => {
    throw new FormulaError(`cannot be replayed: ${what} in "${text}"`);
  };
  const expect = (token: string) => {
    if (tokens[place++] !== token) fail(`"${token}" is missing`);
  };

  const choice = (): Evaluate => {
    const condition = binary(0);
    if (peek() !== "?") return condition;
    place++;
    const yes = choice();
    expect(":");
    const no = choice();
    return (scope) => {
      const holds = condition(scope);
      return holds === undefined ? undefined : holds !== 0 ? yes(scope) : no(scope);
    };
  };
  const binary = (level: number): Evaluate => {
    const operators = OPERATORS[level];
    if (operators === undefined) return coalesce();
    let left = binary(level + 1);
    for (let apply = operators[peek() ?? ""]; apply !== undefined; apply = operators[peek() ?? ""]) {
      place++;
      left = combined(apply, left, binary(level + 1));
    }
    return left;
  };
  const coalesce = (): Evaluate => {
    const first = single();
    if (peek() !== "??") return first;
    place++;
    const otherwise = coalesce();
    return (scope) => first(scope) ?? otherwise(scope);
  };
  const single = (): Evaluate => {
    const token = tokens[place++];
    if (token === undefined) return fail("something is missing");
    if (token === "-")
      return combined(
        (a, b) => a - b,
        () => 0,
        single(),
      );
    if (token === "(") {
      const inside = choice();
      expect(")");
      return inside;
    }
    if (/^\d/.test(token)) {
      const value = Number(token);
      return () => value;
    }
    if (!/^[A-Za-z_]/.test(token)) return fail(`"${token}"`);
    if (token === "nil") return () => undefined;
    return peek() === "(" ? call(token) : (scope) => scope[token];
  };
  const call = (name: string): Evaluate => {
    const apply = FUNCTIONS[name] ?? fail(`the function ${name}()`);
    expect("(");
    const values = [choice()];
    while (peek() === ",") {
      place++;
      values.push(choice());
    }
    expect(")");
    return (scope) => {
      const given: number[] = [];
      for (const value of values) {
        const each = value(scope);
        if (each === undefined) return undefined;
        given.push(each);
      }
      return apply(...given);
    };
  };

  const whole = choice();
  if (place < tokens.length) fail(`"${peek()}"`);
  return whole;
}

function combined(apply: (a: number, b: number) => number, left: Evaluate, right: Evaluate): Evaluate {
  return (scope) => {
    const [a, b] = [left(scope), right(scope)];
    return a === undefined || b === undefined ? undefined : apply(a, b);
  };
}
