/** The register: one line per data file in npm/, sorted by path. Absent on purpose: checking them, which tests do. */
import type { Framework } from "./framework.ts";
import aiSdkOpenai from "./npm/@ai-sdk/openai.json" with { type: "json" };
import anthropicAiSdk from "./npm/@anthropic-ai/sdk.json" with { type: "json" };
import awsSdkClientBedrockRuntime from "./npm/@aws-sdk/client-bedrock-runtime.json" with { type: "json" };
import azureFunctions from "./npm/@azure/functions.json" with { type: "json" };
import cloudflareWorkersTypes from "./npm/@cloudflare/workers-types.json" with { type: "json" };
import googleGenai from "./npm/@google/genai.json" with { type: "json" };
import googleGenerativeAi from "./npm/@google/generative-ai.json" with { type: "json" };
import googleCloudFunctionsFramework from "./npm/@google-cloud/functions-framework.json" with { type: "json" };
import huggingfaceInference from "./npm/@huggingface/inference.json" with { type: "json" };
import huggingfaceTransformers from "./npm/@huggingface/transformers.json" with { type: "json" };
import koaRouter from "./npm/@koa/router.json" with { type: "json" };
import langchainCommunityEmbeddingsHuggingfaceTransformers from "./npm/@langchain/community/embeddings/huggingface_transformers.json" with {
  type: "json",
};
import langchainCore from "./npm/@langchain/core.json" with { type: "json" };
import langchainOpenai from "./npm/@langchain/openai.json" with { type: "json" };
import langchainPinecone from "./npm/@langchain/pinecone.json" with { type: "json" };
import mediapipeTasksAudio from "./npm/@mediapipe/tasks-audio.json" with { type: "json" };
import mediapipeTasksGenai from "./npm/@mediapipe/tasks-genai.json" with { type: "json" };
import mediapipeTasksText from "./npm/@mediapipe/tasks-text.json" with { type: "json" };
import mediapipeTasksVision from "./npm/@mediapipe/tasks-vision.json" with { type: "json" };
import middyCore from "./npm/@middy/core.json" with { type: "json" };
import mistralaiMistralai from "./npm/@mistralai/mistralai.json" with { type: "json" };
import nestjsCommon from "./npm/@nestjs/common.json" with { type: "json" };
import nestjsGraphql from "./npm/@nestjs/graphql.json" with { type: "json" };
import nestjsMicroservices from "./npm/@nestjs/microservices.json" with { type: "json" };
import nestjsSchedule from "./npm/@nestjs/schedule.json" with { type: "json" };
import pineconeDatabasePinecone from "./npm/@pinecone-database/pinecone.json" with { type: "json" };
import qdrantJsClientRest from "./npm/@qdrant/js-client-rest.json" with { type: "json" };
import supabaseSupabaseJs from "./npm/@supabase/supabase-js.json" with { type: "json" };
import sveltejsKit from "./npm/@sveltejs/kit.json" with { type: "json" };
import tensorflowTfjs from "./npm/@tensorflow/tfjs.json" with { type: "json" };
import tensorflowModelsCocoSsd from "./npm/@tensorflow-models/coco-ssd.json" with { type: "json" };
import tensorflowModelsKnnClassifier from "./npm/@tensorflow-models/knn-classifier.json" with { type: "json" };
import tensorflowModelsPoseDetection from "./npm/@tensorflow-models/pose-detection.json" with { type: "json" };
import tensorflowModelsSpeechCommands from "./npm/@tensorflow-models/speech-commands.json" with { type: "json" };
import tensorflowModelsUniversalSentenceEncoder from "./npm/@tensorflow-models/universal-sentence-encoder.json" with {
  type: "json",
};
import trpcServer from "./npm/@trpc/server.json" with { type: "json" };
import upstashVector from "./npm/@upstash/vector.json" with { type: "json" };
import xenovaTransformers from "./npm/@xenova/transformers.json" with { type: "json" };
import ai from "./npm/ai.json" with { type: "json" };
import amqplib from "./npm/amqplib.json" with { type: "json" };
import asyncMutex from "./npm/async-mutex.json" with { type: "json" };
import awsLambda from "./npm/aws-lambda.json" with { type: "json" };
import bottleneck from "./npm/bottleneck.json" with { type: "json" };
import bull from "./npm/bull.json" with { type: "json" };
import bullmq from "./npm/bullmq.json" with { type: "json" };
import chromadb from "./npm/chromadb.json" with { type: "json" };
import cohereAi from "./npm/cohere-ai.json" with { type: "json" };
import comlink from "./npm/comlink.json" with { type: "json" };
import elysia from "./npm/elysia.json" with { type: "json" };
import express from "./npm/express.json" with { type: "json" };
import fastify from "./npm/fastify.json" with { type: "json" };
import firebaseFunctions from "./npm/firebase-functions.json" with { type: "json" };
import groqSdk from "./npm/groq-sdk.json" with { type: "json" };
import h3 from "./npm/h3.json" with { type: "json" };
import hono from "./npm/hono.json" with { type: "json" };
import javascript from "./npm/javascript.json" with { type: "json" };
import kafkajs from "./npm/kafkajs.json" with { type: "json" };
import koa from "./npm/koa.json" with { type: "json" };
import llamaindex from "./npm/llamaindex.json" with { type: "json" };
import lodash from "./npm/lodash.json" with { type: "json" };
import lruCache from "./npm/lru-cache.json" with { type: "json" };
import memoize from "./npm/memoize.json" with { type: "json" };
import next from "./npm/next.json" with { type: "json" };
import nitropack from "./npm/nitropack.json" with { type: "json" };
import nodeChildProcess from "./npm/node/child_process.json" with { type: "json" };
import nodeCluster from "./npm/node/cluster.json" with { type: "json" };
import nodeHttp from "./npm/node/http.json" with { type: "json" };
import nodeTimersPromises from "./npm/node/timers/promises.json" with { type: "json" };
import nodeWorkerThreads from "./npm/node/worker_threads.json" with { type: "json" };
import nodeLlamaCpp from "./npm/node-llama-cpp.json" with { type: "json" };
import ollama from "./npm/ollama.json" with { type: "json" };
import onnxruntimeNode from "./npm/onnxruntime-node.json" with { type: "json" };
import openai from "./npm/openai.json" with { type: "json" };
import pLimit from "./npm/p-limit.json" with { type: "json" };
import pMap from "./npm/p-map.json" with { type: "json" };
import pQueue from "./npm/p-queue.json" with { type: "json" };
import pThrottle from "./npm/p-throttle.json" with { type: "json" };
import pg from "./npm/pg.json" with { type: "json" };
import piscina from "./npm/piscina.json" with { type: "json" };
import react from "./npm/react.json" with { type: "json" };
import reactRouter from "./npm/react-router.json" with { type: "json" };
import replicate from "./npm/replicate.json" with { type: "json" };
import socketIo from "./npm/socket.io.json" with { type: "json" };
import sqsConsumer from "./npm/sqs-consumer.json" with { type: "json" };
import togetherAi from "./npm/together-ai.json" with { type: "json" };
import voyageai from "./npm/voyageai.json" with { type: "json" };
import vue from "./npm/vue.json" with { type: "json" };
import weaviateClient from "./npm/weaviate-client.json" with { type: "json" };
import workerpool from "./npm/workerpool.json" with { type: "json" };
import ws from "./npm/ws.json" with { type: "json" };
import pythonAccelerate from "./pypi/accelerate.json" with { type: "json" };
import pythonAiohttp from "./pypi/aiohttp.json" with { type: "json" };
import pythonAnthropic from "./pypi/anthropic.json" with { type: "json" };
import pythonAnyio from "./pypi/anyio.json" with { type: "json" };
import pythonAsgiref from "./pypi/asgiref.json" with { type: "json" };
import pythonAsyncio from "./pypi/asyncio.json" with { type: "json" };
import pythonAwsLambdaPowertools from "./pypi/aws_lambda_powertools.json" with { type: "json" };
import pythonBentoml from "./pypi/bentoml.json" with { type: "json" };
import pythonBuiltins from "./pypi/builtins.json" with { type: "json" };
import pythonCelery from "./pypi/celery.json" with { type: "json" };
import pythonChromadb from "./pypi/chromadb.json" with { type: "json" };
import pythonCohere from "./pypi/cohere.json" with { type: "json" };
import pythonDatasets from "./pypi/datasets.json" with { type: "json" };
import pythonDeepspeed from "./pypi/deepspeed.json" with { type: "json" };
import pythonDiffusers from "./pypi/diffusers.json" with { type: "json" };
import pythonDjango from "./pypi/django.json" with { type: "json" };
import pythonFastapi from "./pypi/fastapi.json" with { type: "json" };
import pythonFlask from "./pypi/flask.json" with { type: "json" };
import pythonFunctools from "./pypi/functools.json" with { type: "json" };
import pythonGoogleGenai from "./pypi/google.genai.json" with { type: "json" };
import pythonGradio from "./pypi/gradio.json" with { type: "json" };
import pythonHttpx from "./pypi/httpx.json" with { type: "json" };
import pythonJoblib from "./pypi/joblib.json" with { type: "json" };
import pythonKeras from "./pypi/keras.json" with { type: "json" };
import pythonLangchainCore from "./pypi/langchain_core.json" with { type: "json" };
import pythonLangchainOpenai from "./pypi/langchain_openai.json" with { type: "json" };
import pythonLightning from "./pypi/lightning.json" with { type: "json" };
import pythonLlamaIndex from "./pypi/llama_index.json" with { type: "json" };
import pythonMistralai from "./pypi/mistralai.json" with { type: "json" };
import pythonNumpy from "./pypi/numpy.json" with { type: "json" };
import pythonOnnxruntime from "./pypi/onnxruntime.json" with { type: "json" };
import pythonOpenai from "./pypi/openai.json" with { type: "json" };
import pythonPandas from "./pypi/pandas.json" with { type: "json" };
import pythonPeft from "./pypi/peft.json" with { type: "json" };
import pythonPinecone from "./pypi/pinecone.json" with { type: "json" };
import pythonQdrantClient from "./pypi/qdrant_client.json" with { type: "json" };
import pythonRayServe from "./pypi/ray.serve.json" with { type: "json" };
import pythonRequests from "./pypi/requests.json" with { type: "json" };
import pythonSentenceTransformers from "./pypi/sentence_transformers.json" with { type: "json" };
import pythonSklearn from "./pypi/sklearn.json" with { type: "json" };
import pythonStreamlit from "./pypi/streamlit.json" with { type: "json" };
import pythonTime from "./pypi/time.json" with { type: "json" };
import pythonTorch from "./pypi/torch.json" with { type: "json" };
import pythonTransformers from "./pypi/transformers.json" with { type: "json" };
import pythonUvicorn from "./pypi/uvicorn.json" with { type: "json" };
import pythonVllm from "./pypi/vllm.json" with { type: "json" };

/** The compiler reads any string into a JSON file's type; that each is a Framework is tested against the schema. */
export const frameworks = [
  aiSdkOpenai,
  anthropicAiSdk,
  awsSdkClientBedrockRuntime,
  azureFunctions,
  cloudflareWorkersTypes,
  googleCloudFunctionsFramework,
  googleGenai,
  googleGenerativeAi,
  huggingfaceInference,
  huggingfaceTransformers,
  koaRouter,
  langchainCommunityEmbeddingsHuggingfaceTransformers,
  langchainCore,
  langchainOpenai,
  langchainPinecone,
  mediapipeTasksAudio,
  mediapipeTasksGenai,
  mediapipeTasksText,
  mediapipeTasksVision,
  middyCore,
  mistralaiMistralai,
  nestjsCommon,
  nestjsGraphql,
  nestjsMicroservices,
  nestjsSchedule,
  pineconeDatabasePinecone,
  qdrantJsClientRest,
  supabaseSupabaseJs,
  sveltejsKit,
  tensorflowModelsCocoSsd,
  tensorflowModelsKnnClassifier,
  tensorflowModelsPoseDetection,
  tensorflowModelsSpeechCommands,
  tensorflowModelsUniversalSentenceEncoder,
  tensorflowTfjs,
  trpcServer,
  upstashVector,
  xenovaTransformers,
  ai,
  amqplib,
  asyncMutex,
  awsLambda,
  bottleneck,
  bull,
  bullmq,
  chromadb,
  cohereAi,
  comlink,
  elysia,
  express,
  fastify,
  firebaseFunctions,
  groqSdk,
  h3,
  hono,
  javascript,
  kafkajs,
  koa,
  llamaindex,
  lodash,
  lruCache,
  memoize,
  next,
  nitropack,
  nodeLlamaCpp,
  nodeChildProcess,
  nodeCluster,
  nodeHttp,
  nodeTimersPromises,
  nodeWorkerThreads,
  ollama,
  onnxruntimeNode,
  openai,
  pLimit,
  pMap,
  pQueue,
  pThrottle,
  pg,
  piscina,
  react,
  reactRouter,
  replicate,
  socketIo,
  sqsConsumer,
  togetherAi,
  voyageai,
  vue,
  weaviateClient,
  workerpool,
  ws,
  pythonAccelerate,
  pythonAiohttp,
  pythonAnthropic,
  pythonAnyio,
  pythonAsgiref,
  pythonAsyncio,
  pythonAwsLambdaPowertools,
  pythonBentoml,
  pythonBuiltins,
  pythonCelery,
  pythonChromadb,
  pythonCohere,
  pythonDatasets,
  pythonDeepspeed,
  pythonDiffusers,
  pythonDjango,
  pythonFastapi,
  pythonFlask,
  pythonFunctools,
  pythonGoogleGenai,
  pythonGradio,
  pythonHttpx,
  pythonJoblib,
  pythonKeras,
  pythonLangchainCore,
  pythonLangchainOpenai,
  pythonLightning,
  pythonLlamaIndex,
  pythonMistralai,
  pythonNumpy,
  pythonOnnxruntime,
  pythonOpenai,
  pythonPandas,
  pythonPeft,
  pythonPinecone,
  pythonQdrantClient,
  pythonRayServe,
  pythonRequests,
  pythonSentenceTransformers,
  pythonSklearn,
  pythonStreamlit,
  pythonTime,
  pythonTorch,
  pythonTransformers,
  pythonUvicorn,
  pythonVllm,
] as readonly unknown[] as readonly Framework[];
