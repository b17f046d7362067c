/**
 * Hosts of language model services, whose calls a replay sends to a local server instead. Absent on purpose: paths; a server that
 * stands in for one of them speaks its language.
 * Source: the base addresses of each service's API reference.
 */
export const modelHosts: readonly string[] = [
  "api.openai.com",
  "*.openai.azure.com",
  "*.services.ai.azure.com",
  "api.anthropic.com",
  "generativelanguage.googleapis.com",
  "*.aiplatform.googleapis.com",
  "aiplatform.googleapis.com",
  "api.mistral.ai",
  "api.cohere.com",
  "api.cohere.ai",
  "api.groq.com",
  "api.together.xyz",
  "api.together.ai",
  "api.fireworks.ai",
  "api.deepseek.com",
  "api.x.ai",
  "api.perplexity.ai",
  "api.voyageai.com",
  "api.jina.ai",
  "openrouter.ai",
  "router.huggingface.co",
  "api-inference.huggingface.co",
  "ai-gateway.vercel.sh",
];
