/**
 * What onnxruntime makes operators out of when it rewrites a graph, so that a name the file does not have can be understood. Absent on
 * purpose: operators that are new only by name. Source: onnxruntime/core/optimizer and docs/ContribOperators.md of onnxruntime.
 */

/** `Conv + activation`; null for operators that are no fusion we know. */
export const fusedFrom = (operator: string): string | null => fusions[operator] ?? null;

const fusions: Readonly<Record<string, string>> = {
  FusedConv: "Conv + activation",
  NhwcFusedConv: "Conv + activation",
  FusedGemm: "Gemm + activation",
  Gemm: "MatMul + Add",
  FusedMatMul: "MatMul + Transpose or scale",
  TransposeMatMul: "MatMul + Transpose",
  MatMulIntegerToFloat: "MatMulInteger + Cast + Mul",
  DynamicQuantizeMatMul: "DynamicQuantizeLinear + MatMulInteger + Mul",
  QLinearConv: "DequantizeLinear + Conv + QuantizeLinear",
  QLinearMatMul: "DequantizeLinear + MatMul + QuantizeLinear",
  QGemm: "DequantizeLinear + Gemm + QuantizeLinear",
  QLinearAdd: "DequantizeLinear + Add + QuantizeLinear",
  QLinearMul: "DequantizeLinear + Mul + QuantizeLinear",
  Gelu: "Div + Erf + Add + Mul",
  BiasGelu: "Add + Gelu",
  FastGelu: "Tanh form of Gelu",
  QuickGelu: "Sigmoid + Mul",
  LayerNormalization: "ReduceMean + Sub + Pow + Sqrt + Div",
  SimplifiedLayerNormalization: "Pow + ReduceMean + Sqrt + Mul",
  SkipLayerNormalization: "Add + LayerNormalization",
  SkipSimplifiedLayerNormalization: "Add + SimplifiedLayerNormalization",
  EmbedLayerNormalization: "Gather + Add + LayerNormalization",
  Attention: "MatMul + Softmax + MatMul of all heads",
  MultiHeadAttention: "MatMul + Softmax + MatMul of all heads",
  GroupQueryAttention: "MatMul + Softmax + MatMul of all heads",
  BiasSoftmax: "Add + Softmax",
  ReorderInput: "layout changed for convolutions",
  ReorderOutput: "layout changed back",
  Split: "several Slice or Gather",
};
