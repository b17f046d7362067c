/**
 * What an operator has to do for given shapes: arithmetic and bytes, each tensor counted once. A multiplication with its addition
 * is two operations, as peaks are told. Functions such as exp and tanh count as ten, a convention: what they take differs by
 * library. Weights a runtime has packed are missing among the inputs it reports; sizes then follow from the output.
 * Absent on purpose: times and machines. Null where the operator is not known: an estimate that guesses is worth nothing.
 * Sources: operator definitions of ONNX (onnx/docs/Operators.md) and onnxruntime (docs/ContribOperators.md).
 */
import { bytesOfAll, elementsOf, type TensorShape, widthOf } from "./shapes.ts";

export interface Work {
  readonly flops: number;
  /** Which peak of a machine the arithmetic is held against. */
  readonly arithmetic: "float" | "int8";
  readonly readBytes: number;
  readonly writtenBytes: number;
}

export interface OperatorCall {
  /** Without domain, as a runtime's profile names it. */
  readonly operator: string;
  /** Those that were tensors at run time, in order. */
  readonly inputs: readonly TensorShape[];
  readonly outputs: readonly TensorShape[];
  /** Constant inputs as the file declares them, for those the runtime has packed away. */
  readonly weights?: readonly TensorShape[];
}

export function workOf(call: OperatorCall): Work | null {
  const { operator, outputs } = call;
  const moved = movedBytes(call);
  if (moved !== null) return { flops: 0, arithmetic: "float", ...moved };
  if (outputs.length === 0) return null;
  const products = productsOf(call);
  if (products !== null) return products;
  const perElement = elementwise[operator];
  if (perElement !== undefined) return plain(call, perElement * elementsOf(outputs[0]!));
  const perInput = overInputs[operator];
  if (perInput !== undefined && call.inputs.length > 0) return plain(call, perInput * elementsOf(call.inputs[0]!));
  return null;
}

function plain({ inputs, outputs }: OperatorCall, flops: number): Work {
  return { flops, arithmetic: "float", readBytes: bytesOfAll(inputs), writtenBytes: bytesOfAll(outputs) };
}

/** Operators that only bring bytes elsewhere; null for the others. */
function movedBytes({ operator, inputs, outputs }: OperatorCall): Pick<Work, "readBytes" | "writtenBytes"> | null {
  if (views.has(operator)) return { readBytes: 0, writtenBytes: 0 };
  const writtenBytes = bytesOfAll(outputs);
  // What is chosen from a large input is read, not the whole.
  if (choosing.has(operator)) return { readBytes: writtenBytes + bytesOfAll(inputs.slice(1)), writtenBytes };
  return moving.has(operator) ? { readBytes: bytesOfAll(inputs), writtenBytes } : null;
}

/** Sums of products: where nearly all the arithmetic of a network is. */
function productsOf(call: OperatorCall): Work | null {
  const { operator } = call;
  if (matrix.has(operator)) return matrixProduct(call);
  if (convolutions.has(operator)) return convolution(call);
  if (transposed.has(operator)) return convolution(call, call.inputs[0]);
  if (operator in gates) return recurrent(call, gates[operator]!);
  return attention(call);
}

function matrixProduct(call: OperatorCall): Work | null {
  const [a] = call.inputs;
  const out = call.outputs[0]!;
  if (!a || a.dims.length === 0) return null;
  const columns = out.dims.at(-1) ?? 1;
  const inner = innerSize(a.dims, out.dims);
  const quantised = int8.has(call.operator);
  // Packed weights are no input any more.
  const blocks = inBlocks.has(call.operator);
  const isB = (input: TensorShape) =>
    elementsOf(input) >= (inner * columns) / 2 && (blocks || input.dims.includes(inner));
  const width = blocks ? 0.5 : quantised ? 1 : widthOf(a.dtype);
  const packedBytes = call.inputs.slice(1).some(isB) ? 0 : inner * columns * width;
  const { readBytes, ...rest } = plain(call, 2 * elementsOf(out) * inner);
  return { ...rest, readBytes: readBytes + packedBytes, arithmetic: quantised ? "int8" : "float" };
}

/** The size that is summed over, also where A stands transposed: its two last sizes are this one and a row count of the output. */
function innerSize(a: readonly number[], out: readonly number[]): number {
  if (a.length === 1 || out.length < a.length) return a.at(-1)!;
  const rows = out.length > 1 ? out.at(-2)! : 1;
  const last = a.at(-1)! * a.at(-2)!;
  // The rows of a stack may have been multiplied as one matrix.
  return rows > 0 && last % rows === 0 ? last / rows : a.at(-1)!;
}

/** `over`: what each weight is applied to; the output, for a transposed convolution the input. */
function convolution(call: OperatorCall, over: TensorShape | undefined = call.outputs[0]): Work | null {
  const [x] = call.inputs;
  if (!x || !over) return null;
  const sameRank = (shape: TensorShape) => shape.dims.length === x.dims.length;
  const declared = call.weights?.find(sameRank);
  const weight = declared ?? call.inputs.slice(1).find(sameRank);
  if (!weight) return null;
  const flops = 2 * elementsOf(over) * elementsOf({ dims: weight.dims.slice(1) });
  const { readBytes, ...rest } = plain(call, flops);
  const shown = call.inputs.slice(1).some((input) => elementsOf(input) === elementsOf(weight));
  const packedBytes = shown ? 0 : elementsOf(weight) * widthOf(weight.dtype);
  return { ...rest, readBytes: readBytes + packedBytes, arithmetic: int8.has(call.operator) ? "int8" : "float" };
}

/** X [time, batch, size]; Y [time, directions, batch, hidden] or, alone, Y_h [directions, batch, hidden]. */
function recurrent(call: OperatorCall, gateCount: number): Work | null {
  const [x] = call.inputs;
  const out = call.outputs[0]!;
  const hidden = out.dims.at(-1);
  const directions = out.dims.at(-3);
  const [time, batch, size] = x?.dims ?? [];
  if (time === undefined || batch === undefined || size === undefined || !hidden || !directions) return null;
  const weights = directions * gateCount * hidden * (size + hidden);
  const { readBytes, ...rest } = plain(call, 2 * time * batch * weights);
  const shown = call.inputs.slice(1).some((input) => elementsOf(input) >= directions * gateCount * hidden * size);
  return { ...rest, readBytes: readBytes + (shown ? 0 : weights * widthOf(x!.dtype)) };
}

function attention(call: OperatorCall): Work | null {
  const [first, second] = call.inputs;
  const out = call.outputs[0]!;
  if (!first) return null;
  switch (call.operator) {
    case "Attention":
    case "QAttention": {
      // [batch, sequence, size] times weights [size, 3 hidden]; the operator of the standard takes Q, K and V as the next does.
      if (second && second.dims.length !== 2 && call.operator === "Attention") return attended(call, second, out);
      const [batch = 0, sequence = 0, size = 0] = first.dims;
      const hidden = out.dims.at(-1) ?? 0;
      const project = 2 * batch * sequence * size * 3 * hidden;
      const packedBytes = second?.dims.length === 2 ? 0 : size * 3 * hidden * widthOf(first.dtype);
      const { readBytes, ...rest } = plain(call, project + 4 * batch * sequence * sequence * hidden);
      return { ...rest, readBytes: readBytes + packedBytes };
    }
    case "MultiHeadAttention":
      return second ? attended(call, second, out) : null;
    case "GroupQueryAttention": {
      // Keys seen so far stand in the second output: [batch, heads, total, size].
      const present = call.outputs[1];
      return present ? attended(call, present, out) : null;
    }
    default:
      return null;
  }
}

/** Queries times keys and weights times values: two products of the same size for each pair of positions. */
function attended(call: OperatorCall, key: TensorShape, out: TensorShape): Work {
  const keys = key.dims.length === 4 ? key.dims[2]! : (key.dims[1] ?? 0);
  return plain(call, 4 * elementsOf(out) * keys);
}

/** Weights of four bits, in blocks with scales beside them. */
const inBlocks = new Set(["MatMulNBits", "MatMulBnb4", "MatMulFpQ4"]);
const matrix = new Set([
  ...inBlocks,
  ...`MatMul Gemm FusedMatMul FusedGemm TransposeMatMul MatMulInteger QLinearMatMul QGemm MatMulIntegerToFloat
   DynamicQuantizeMatMul`.split(/\s+/),
]);
const convolutions = new Set("Conv FusedConv ConvInteger QLinearConv NhwcConv NhwcFusedConv".split(" "));
const transposed = new Set(["ConvTranspose", "QLinearConvTranspose"]);
const int8 = new Set(
  "MatMulInteger QLinearMatMul QGemm MatMulIntegerToFloat DynamicQuantizeMatMul ConvInteger QLinearConv".split(" "),
);
const gates: Readonly<Record<string, number>> = { LSTM: 4, DynamicQuantizeLSTM: 4, GRU: 3, RNN: 1 };

/** The same bytes under other sizes, or operators whose work is that of the graphs in them. */
const views = new Set(
  "Reshape Squeeze Unsqueeze Flatten Identity Shape Size If Loop Scan SequenceConstruct".split(" "),
);
const choosing = new Set("Gather GatherElements GatherND Slice Split EmbedLayerNormalization".split(" "));
const moving = new Set(
  `Transpose Concat Pad Expand Tile Cast ConstantOfShape Constant ReorderInput ReorderOutput DepthToSpace SpaceToDepth Where
   ScatterElements ScatterND Scatter Range OneHot ReverseSequence QLinearConcat MemcpyFromHost MemcpyToHost Trilu EyeLike
   Compress`.split(/\s+/),
);

/** Operations for each element of the output. */
const elementwise: Readonly<Record<string, number>> = {
  ...each(
    1,
    `Add Sub Mul Div Neg Abs Relu Clip LeakyRelu PRelu ThresholdedRelu Min Max Not And Or Xor Equal Less Greater LessOrEqual
     GreaterOrEqual Floor Ceil Round Sign Sqrt Reciprocal Mod BitShift Sum Mean IsNaN IsInf Dropout`,
  ),
  ...each(2, "HardSigmoid QuantizeLinear DequantizeLinear QLinearAdd QLinearMul BatchNormalization BiasAdd"),
  ...each(3, "HardSwish QLinearLeakyRelu"),
  ...each(
    10,
    `Exp Log Tanh Sigmoid Erf Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh Pow Softplus Softsign Elu Selu Celu Mish
     Swish QLinearSigmoid`,
  ),
  ...each(12, "Gelu FastGelu QuickGelu BiasGelu BiasSplitGelu QuickGeluWithBias"),
  ...each(8, "Resize Upsample GridSample RotaryEmbedding"),
};

/** Operations for each element of the first input: what is reduced, pooled or normalised. */
const overInputs: Readonly<Record<string, number>> = {
  ...each(
    1,
    `ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd ReduceL1 ArgMax ArgMin GlobalAveragePool GlobalMaxPool MaxPool
     AveragePool QLinearGlobalAveragePool QLinearAveragePool CumSum`,
  ),
  ...each(2, "ReduceL2 ReduceSumSquare LpPool LpNormalization DynamicQuantizeLinear"),
  ...each(5, "SimplifiedLayerNormalization RMSNormalization MeanVarianceNormalization"),
  ...each(8, "LayerNormalization InstanceNormalization GroupNormalization GroupNorm LRN"),
  ...each(6, "SkipSimplifiedLayerNormalization"),
  ...each(9, "SkipLayerNormalization SkipGroupNorm"),
  ...each(13, "Softmax LogSoftmax BiasSoftmax ReduceLogSumExp QLinearSoftmax"),
};

function each(flops: number, operators: string): Record<string, number> {
  return Object.fromEntries(operators.split(/\s+/).map((operator) => [operator, flops]));
}
