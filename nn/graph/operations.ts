/**
 * The operations that may be recorded: pure functions of their inputs and attributes. Any other may draw random numbers, keep a
 * state, or do something else that a replay would not repeat.
 */
export const RECORDABLE: ReadonlySet<string> = new Set(
  `
    AssayConv2D AssayConv2DMaxPool AssayConv2DInputGradient AssayConv2DKernelGradient AssayMaxPool AssayMaxPoolGradient AssayDropout Conv2D Conv2DBackpropFilter Conv2DBackpropInput DepthwiseConv2dNative DepthwiseConv2dNativeBackpropInput DepthwiseConv2dNativeBackpropFilter FusedBatchNormV3 FusedBatchNormGradV3 BiasAdd BiasAddGrad MaxPool MaxPoolGrad MaxPoolWithArgmax MaxPoolGradWithArgmax
    AvgPool AvgPoolGrad MatMul BatchMatMul BatchMatMulV2 Einsum _FusedConv2D _FusedMatMul
    SparseSoftmaxCrossEntropyWithLogits SoftmaxCrossEntropyWithLogits Add AddV2 AddN Sub Mul Div RealDiv DivNoNan
    FloorDiv FloorMod Mod Pow Maximum Minimum SquaredDifference Neg Abs Sign Square Sqrt Rsqrt Reciprocal Exp
    Expm1 Log Log1p Sin Cos Tan Erf Floor Ceil Round ClipByValue Relu ReluGrad Relu6 LeakyRelu LeakyReluGrad Elu
    EluGrad Selu Tanh TanhGrad Sigmoid SigmoidGrad Softplus SoftplusGrad Softmax LogSoftmax IsNan IsInf IsFinite
    Equal NotEqual Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr LogicalNot Sum Mean Max Min Prod All
    Any ArgMax ArgMin Cumsum Cast Identity Reshape ExpandDims Squeeze Transpose Slice StridedSlice Split SplitV
    Concat ConcatV2 Pack Unpack Tile Pad PadV2 Reverse ReverseV2 BroadcastTo Fill Gather GatherV2 GatherNd OneHot
    Select SelectV2 ZerosLike OnesLike Range Bitcast StatelessRandomUniform StatelessRandomNormal
  `
    .trim()
    .split(/\s+/),
);
