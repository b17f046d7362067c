/** The register of rules, sorted. `npm run new rule` adds a line. */
import ampLegacyApi from "./amp-legacy-api/rule.ts";
import ampMisuse from "./amp-misuse/rule.ts";
import anthropicPromptCacheMissing from "./anthropic-prompt-cache-missing/rule.ts";
import asyncHandlerBlockingInference from "./async-handler-blocking-inference/rule.ts";
import browserDeviceUnspecified from "./browser-device-unspecified/rule.ts";
import browserMainThreadInference from "./browser-main-thread-inference/rule.ts";
import clientConstructInHotPath from "./client-construct-in-hot-path/rule.ts";
import compileDynamicShapesChurn from "./compile-dynamic-shapes-churn/rule.ts";
import compileInHotPath from "./compile-in-hot-path/rule.ts";
import constantEmbeddingPerRequest from "./constant-embedding-per-request/rule.ts";
import convBiasBeforeBatchnorm from "./conv-bias-before-batchnorm/rule.ts";
import convLayoutAndAutotune from "./conv-layout-and-autotune/rule.ts";
import cpuCreateThenMove from "./cpu-create-then-move/rule.ts";
import cpuThreadOversubscription from "./cpu-thread-oversubscription/rule.ts";
import cudaEmptyCacheInLoop from "./cuda-empty-cache-in-loop/rule.ts";
import dataloaderBatchSizeDefault from "./dataloader-batch-size-default/rule.ts";
import dataloaderNoWorkers from "./dataloader-no-workers/rule.ts";
import dataloaderWorkerOptions from "./dataloader-worker-options/rule.ts";
import dataparallelInsteadOfDdp from "./dataparallel-instead-of-ddp/rule.ts";
import datasetMapUnbatched from "./dataset-map-unbatched/rule.ts";
import datasetPythonObjectsWithWorkers from "./dataset-python-objects-with-workers/rule.ts";
import datasetRereadPerEpoch from "./dataset-reread-per-epoch/rule.ts";
import ddpFindUnusedParameters from "./ddp-find-unused-parameters/rule.ts";
import ddpMissingNoSync from "./ddp-missing-no-sync/rule.ts";
import ddpNoDistributedSampler from "./ddp-no-distributed-sampler/rule.ts";
import debugModeLeftOn from "./debug-mode-left-on/rule.ts";
import diffusersSequentialOffload from "./diffusers-sequential-offload/rule.ts";
import duplicateModelLoad from "./duplicate-model-load/rule.ts";
import eagerAttentionForced from "./eager-attention-forced/rule.ts";
import embedBatchOverLimit from "./embed-batch-over-limit/rule.ts";
import embedBatchTooSmall from "./embed-batch-too-small/rule.ts";
import embeddingDimensionsUnbounded from "./embedding-dimensions-unbounded/rule.ts";
import evalModeMissing from "./eval-mode-missing/rule.ts";
import fp32MatmulPrecisionDefault from "./fp32-matmul-precision-default/rule.ts";
import frameworkCacheDisabled from "./framework-cache-disabled/rule.ts";
import gpuSyncInLoop from "./gpu-sync-in-loop/rule.ts";
import gpuTimingWithoutSync from "./gpu-timing-without-sync/rule.ts";
import gradientCompressionOpportunity from "./gradient-compression-opportunity/rule.ts";
import h2dCopyBlocking from "./h2d-copy-blocking/rule.ts";
import hfPipelineNoBatchSize from "./hf-pipeline-no-batch-size/rule.ts";
import hfWeightsFp32 from "./hf-weights-fp32/rule.ts";
import hotPathBufferCopy from "./hot-path-buffer-copy/rule.ts";
import inferenceEntrypointWithoutBudget from "./inference-entrypoint-without-budget/rule.ts";
import inferenceWithoutNoGrad from "./inference-without-no-grad/rule.ts";
import kerasPredictInLoop from "./keras-predict-in-loop/rule.ts";
import kvCacheDisabled from "./kv-cache-disabled/rule.ts";
import largeLlmUnquantised from "./large-llm-unquantised/rule.ts";
import lazyLoadRace from "./lazy-load-race/rule.ts";
import llmBatchApiCandidate from "./llm-batch-api-candidate/rule.ts";
import llmDefaultTimeout from "./llm-default-timeout/rule.ts";
import llmUsageUnrecorded from "./llm-usage-unrecorded/rule.ts";
import loopInvariantInference from "./loop-invariant-inference/rule.ts";
import lossAccumulatesGraph from "./loss-accumulates-graph/rule.ts";
import mediapipeFrameMisuse from "./mediapipe-frame-misuse/rule.ts";
import modelLoadInHotPath from "./model-load-in-hot-path/rule.ts";
import nativeResourceNotDisposed from "./native-resource-not-disposed/rule.ts";
import noStreamingUserFacing from "./no-streaming-user-facing/rule.ts";
import noWarmupBeforeServing from "./no-warmup-before-serving/rule.ts";
import nodeEventLoopBlockingInference from "./node-event-loop-blocking-inference/rule.ts";
import ortInteropThreadsIgnored from "./ort-interop-threads-ignored/rule.ts";
import ortOptionsPessimised from "./ort-options-pessimised/rule.ts";
import ortReadbackBetweenRuns from "./ort-readback-between-runs/rule.ts";
import ortWebThreadSettingIneffective from "./ort-web-thread-setting-ineffective/rule.ts";
import paddingToMaxLength from "./padding-to-max-length/rule.ts";
import pandasRowInGetitem from "./pandas-row-in-getitem/rule.ts";
import promiseAllLocalInference from "./promise-all-local-inference/rule.ts";
import promptCacheBustingPrefix from "./prompt-cache-busting-prefix/rule.ts";
import queryReturnsVectors from "./query-returns-vectors/rule.ts";
import removedBnbKwargs from "./removed-bnb-kwargs/rule.ts";
import type { Rule } from "./rule.ts";
import sequentialEmbeddingInLoop from "./sequential-embedding-in-loop/rule.ts";
import sequentialInferenceInLoop from "./sequential-inference-in-loop/rule.ts";
import sequentialLlmCalls from "./sequential-llm-calls/rule.ts";
import sequentialModelLoads from "./sequential-model-loads/rule.ts";
import sklearnPredictPerRow from "./sklearn-predict-per-row/rule.ts";
import slowTokenizer from "./slow-tokenizer/rule.ts";
import syncClientInAsync from "./sync-client-in-async/rule.ts";
import tfjsSyncReadback from "./tfjs-sync-readback/rule.ts";
import tfjsTensorLeak from "./tfjs-tensor-leak/rule.ts";
import tokenizerInLoop from "./tokenizer-in-loop/rule.ts";
import trainingLoopNoAmp from "./training-loop-no-amp/rule.ts";
import unboundedFanout from "./unbounded-fanout/rule.ts";
import unboundedOutput from "./unbounded-output/rule.ts";
import vectorUpsertInLoop from "./vector-upsert-in-loop/rule.ts";
import vllmEnforceEager from "./vllm-enforce-eager/rule.ts";
import vllmGenerateInLoop from "./vllm-generate-in-loop/rule.ts";
import webFp32Model from "./web-fp32-model/rule.ts";
import workersTimesModelMemory from "./workers-times-model-memory/rule.ts";
import zeroGradKeepTensors from "./zero-grad-keep-tensors/rule.ts";

export const rules: readonly Rule[] = [
  ampLegacyApi,
  ampMisuse,
  anthropicPromptCacheMissing,
  asyncHandlerBlockingInference,
  browserDeviceUnspecified,
  browserMainThreadInference,
  clientConstructInHotPath,
  compileDynamicShapesChurn,
  compileInHotPath,
  constantEmbeddingPerRequest,
  convBiasBeforeBatchnorm,
  convLayoutAndAutotune,
  cpuCreateThenMove,
  cpuThreadOversubscription,
  cudaEmptyCacheInLoop,
  dataloaderBatchSizeDefault,
  dataloaderNoWorkers,
  dataloaderWorkerOptions,
  dataparallelInsteadOfDdp,
  datasetMapUnbatched,
  datasetPythonObjectsWithWorkers,
  datasetRereadPerEpoch,
  ddpFindUnusedParameters,
  ddpMissingNoSync,
  ddpNoDistributedSampler,
  debugModeLeftOn,
  diffusersSequentialOffload,
  duplicateModelLoad,
  eagerAttentionForced,
  embedBatchOverLimit,
  embedBatchTooSmall,
  embeddingDimensionsUnbounded,
  evalModeMissing,
  fp32MatmulPrecisionDefault,
  frameworkCacheDisabled,
  gpuSyncInLoop,
  gpuTimingWithoutSync,
  gradientCompressionOpportunity,
  h2dCopyBlocking,
  hfPipelineNoBatchSize,
  hfWeightsFp32,
  hotPathBufferCopy,
  inferenceEntrypointWithoutBudget,
  inferenceWithoutNoGrad,
  kerasPredictInLoop,
  kvCacheDisabled,
  largeLlmUnquantised,
  lazyLoadRace,
  llmBatchApiCandidate,
  llmDefaultTimeout,
  llmUsageUnrecorded,
  loopInvariantInference,
  lossAccumulatesGraph,
  mediapipeFrameMisuse,
  modelLoadInHotPath,
  nativeResourceNotDisposed,
  noStreamingUserFacing,
  noWarmupBeforeServing,
  nodeEventLoopBlockingInference,
  ortInteropThreadsIgnored,
  ortOptionsPessimised,
  ortReadbackBetweenRuns,
  ortWebThreadSettingIneffective,
  paddingToMaxLength,
  pandasRowInGetitem,
  promiseAllLocalInference,
  promptCacheBustingPrefix,
  queryReturnsVectors,
  removedBnbKwargs,
  sequentialEmbeddingInLoop,
  sequentialInferenceInLoop,
  sequentialLlmCalls,
  sequentialModelLoads,
  sklearnPredictPerRow,
  slowTokenizer,
  syncClientInAsync,
  tfjsSyncReadback,
  tfjsTensorLeak,
  tokenizerInLoop,
  trainingLoopNoAmp,
  unboundedFanout,
  unboundedOutput,
  vectorUpsertInLoop,
  vllmEnforceEager,
  vllmGenerateInLoop,
  webFp32Model,
  workersTimesModelMemory,
  zeroGradKeepTensors,
];
