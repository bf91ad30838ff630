/** Exact sums: 0.1 + 0.2 is 0.3. A number is a fraction of two whole numbers. */

const TOKENS = /\s*(\d+(?:[.,]\d*)?|[.,]\d+|[-+*/()×÷−:])/y;
const SIGNS = { "×": "*", "÷": "/", ":": "/", "−": "-" };
const LONGEST = 200;
const PLACES = 12;

/** The value of a sum as text, or null if it is none. */
export function calculated(text, point = ".") {
  try {
    const value = new Reader(text).whole();
    return value && written(value, point);
  } catch {
    return null;
  }
}

/** sum: product {+ product}; product: signed {* signed}; signed: [-] value. */
class Reader {
  #tokens;

  constructor(text) {
    this.#tokens = tokens(text);
  }

  whole() {
    const value = this.#sum();
    if (this.#tokens.length) throw new Error("more than a sum");
    return value;
  }

  #sum() {
    let value = this.#product();
    while (["+", "-"].includes(this.#tokens[0])) {
      const sign = this.#tokens.shift() === "+" ? 1n : -1n;
      const other = this.#product();
      value = { n: value.n * other.d + sign * other.n * value.d, d: value.d * other.d };
    }
    return value;
  }

  #product() {
    let value = this.#signed();
    while (["*", "/"].includes(this.#tokens[0])) {
      const isTimes = this.#tokens.shift() === "*";
      const other = this.#signed();
      const [n, d] = isTimes ? [other.n, other.d] : [other.d, other.n];
      if (d === 0n) throw new Error("divided by nothing");
      value = { n: value.n * n, d: value.d * d };
    }
    return value;
  }

  #signed() {
    const token = this.#tokens.shift();
    if (token === "-" || token === "+") {
      const value = this.#signed();
      return token === "-" ? { n: -value.n, d: value.d } : value;
    }
    if (token !== "(") return number(token);
    const value = this.#sum();
    if (this.#tokens.shift() !== ")") throw new Error("no closing bracket");
    return value;
  }
}

function tokens(text) {
  if (text.length > LONGEST) throw new Error("too long");
  const found = [];
  TOKENS.lastIndex = 0;
  let at = 0;
  for (let match; (match = TOKENS.exec(text)); at = TOKENS.lastIndex) {
    found.push(SIGNS[match[1]] ?? match[1]);
  }
  if (text.slice(at).trim() !== "") throw new Error("no sum");
  return found;
}

function number(token) {
  if (!/\d/.test(token ?? "")) throw new Error("no number");
  const [whole, part = ""] = token.replace(",", ".").split(".");
  return { n: BigInt((whole || "0") + part), d: 10n ** BigInt(part.length) };
}

/** Rounded half up in the twelfth place, and then it says so. */
function written({ n, d }, point) {
  const isBelow = n < 0n !== d < 0n && n !== 0n;
  const [top, bottom] = [n < 0n ? -n : n, d < 0n ? -d : d];
  const scaled = top * 10n ** BigInt(PLACES);
  const isExact = scaled % bottom === 0n;
  const digits = String((2n * scaled + bottom) / (2n * bottom)).padStart(PLACES + 1, "0");
  const whole = digits.slice(0, -PLACES);
  const part = digits.slice(-PLACES).replace(/0+$/, "");
  return (isExact ? "" : "≈ ") + (isBelow ? "−" : "") + whole + (part && point + part);
}
