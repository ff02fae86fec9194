/** What a simulation is made of, and what its conditions and formulas mean. */

import { compareDecimals, parseDecimal } from "./decimal.js";
import {
  differenceOf,
  fractionOf,
  fractionWithin,
  productOf,
  quotientOf,
  sumOf,
  wholeFraction,
} from "./fraction.js";

/**
 * @typedef {import("./decimal.js").Decimal} Decimal
 * @typedef {import("./fraction.js").Fraction} Fraction
 *
 * @typedef {object} Variable
 * @property {string} name
 * @property {string} label
 * @property {string} start  all numbers of a graph are text
 * @property {string | null} min
 * @property {string | null} max
 * @property {"high" | "low" | ""} better
 * @property {string} unit
 *
 * @typedef {[string, ...any[]]} Condition  operator first: `["<", l, r]`,
 *   `["visited", node]`, `["not", c]`, `["and", c, …]`, `["or", c, …]`
 * @typedef {any} Formula  a number or a variable's name as text, or `["+", a, b]`
 *
 * @typedef {object} Choice
 * @property {string} to
 * @property {Condition | null} when
 * @property {string | null} otherwise
 * @property {[string, string, string][]} set  variable, operator, value
 *
 * @typedef {object} Node
 * @property {string} id
 * @property {Choice[]} choices
 * @property {boolean} ending
 * @property {string | null} score
 * @property {{when: Condition, before: string[], once: boolean} | null} event
 *
 * @typedef {object} Graph
 * @property {Variable[]} variables
 * @property {Node[]} nodes  in source order; play starts at the first
 * @property {Formula | null} score
 *
 * @typedef {object} Position  where a round stands
 * @property {string} node
 * @property {Record<string, Decimal>} values  by variable
 * @property {ReadonlySet<string>} visited  nodes shown in this round, the present one too
 */

const ZERO = wholeFraction(0);

/** @type {Record<string, (order: number) => boolean>} by the sign of left minus right */
const COMPARISONS = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  "=": (order) => order === 0,
  "!=": (order) => order !== 0,
  ">=": (order) => order >= 0,
  ">": (order) => order > 0,
};

/** @type {Record<string, (a: Fraction, b: Fraction) => Fraction | null>} */
const OPERATIONS = { "+": sumOf, "-": differenceOf, "*": productOf, "/": quotientOf };

/**
 * @param {Graph} graph
 * @param {string} id
 * @returns {Node}
 */
export function nodeOf(graph, id) {
  const node = graph.nodes.find((one) => one.id === id);
  if (!node) throw new RangeError(`no node ${id}`);
  return node;
}

/**
 * @param {Record<string, Decimal>} values
 * @param {string} name  of a variable
 * @returns {Decimal} 0 where there is none
 */
export function valueIn(values, name) {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return value ?? { units: 0n, scale: 0 };
}

/**
 * @param {Condition} condition
 * @param {Pick<Position, "values" | "visited">} position
 * @returns {boolean}
 */
export function conditionHolds(condition, position) {
  const [operator, ...parts] = condition;
  if (operator === "visited") return position.visited.has(parts[0]);
  if (operator === "not") return !conditionHolds(parts[0], position);
  if (operator === "and") return parts.every((part) => conditionHolds(part, position));
  if (operator === "or") return parts.some((part) => conditionHolds(part, position));
  const [left, right] = parts.map((text) => operandValue(text, position.values));
  const isTrue = COMPARISONS[operator];
  if (!isTrue || !left || !right) throw new RangeError(`unknown operator ${operator}`);
  return isTrue(compareDecimals(left, right));
}

/**
 * @param {string} text  a number, or the name of a variable
 * @param {Record<string, Decimal>} values
 * @returns {Decimal}
 */
function operandValue(text, values) {
  return values[text] ?? parseDecimal(text);
}

/**
 * @param {Formula} formula
 * @param {Record<string, Decimal>} values
 * @returns {Fraction | null} none where it divides by zero
 */
export function formulaValue(formula, values) {
  if (typeof formula === "string") return fractionOf(operandValue(formula, values));
  const [operator, ...parts] = formula;
  const [left, right] = parts.map((/** @type {Formula} */ part) => formulaValue(part, values));
  const operate = OPERATIONS[operator];
  if (!operate) throw new RangeError(`unknown operator ${operator}`);
  return left && right ? operate(left, right) : null;
}

/**
 * @param {Graph} graph
 * @param {Record<string, Decimal>} values
 * @returns {Fraction} 100 times the mean of what each judged variable is worth
 */
export function meanOf(graph, values) {
  const judged = graph.variables.filter(({ better }) => better);
  if (!judged.length) return wholeFraction(100);
  const shares = judged.map((variable) => {
    return shareOf(variable, operandValue(variable.name, values));
  });
  return productOf(shares.reduce(sumOf), { over: 100n, under: BigInt(shares.length) });
}

/**
 * @param {Variable} variable
 * @param {Decimal} value
 * @returns {Fraction} how good a value is, 0 to 1; 0 where there is no range
 */
function shareOf({ better, min, max, start }, value) {
  const low = fractionOf(parseDecimal(min ?? "0"));
  const range = differenceOf(fractionOf(parseDecimal(max ?? start)), low);
  const part = range.over > 0n ? quotientOf(differenceOf(fractionOf(value), low), range) : null;
  if (!part) return ZERO;
  const within = fractionWithin(part, 0, 1);
  return better === "low" ? differenceOf(wholeFraction(1), within) : within;
}
