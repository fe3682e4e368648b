/** How much memory there is for a model: of the graphics card, or of the machine where there is no card. */
export const MEMORY = [
  { id: 'small', name: 'No card, 8 GB', help: 'Expect 20 to 90 seconds a picture.' },
  { id: 'card8', name: '8 GB card', help: 'Short descriptions, well kept to the form.' },
  { id: 'card16', name: '12–16 GB card', help: 'Recommended.' },
  { id: 'card24', name: '24 GB card', help: 'The best descriptions of these.' },
] as const;
export type Memory = (typeof MEMORY)[number]['id'];

export interface ServerGuide {
  readonly id: string;
  readonly name: string;
  readonly help: string;
  /** Base address the commands give; always this machine. */
  readonly address: string;
  /** Model by memory; null where the server has none that fits. */
  readonly models: Readonly<Record<Memory, string | null>>;
  /** Lines to type, in order. */
  readonly commands: (model: string) => readonly string[];
}

/** Words of a picture with its crops, prompt and reply fit into this many tokens. */
const CONTEXT = 16_384;

/** Ways to run a vision model on this machine. The first run loads the model once; after that nothing is fetched. */
export const GUIDES: readonly ServerGuide[] = [
  {
    id: 'llama',
    name: 'llama-server',
    help: 'Of llama.cpp. Keeps to the form of answer well and runs everywhere.',
    address: 'http://127.0.0.1:8080/v1',
    models: { small: 'ggml-org/SmolVLM2-2.2B-Instruct-GGUF', card8: 'ggml-org/gemma-3-4b-it-GGUF', card16: 'ggml-org/Qwen2.5-VL-7B-Instruct-GGUF', card24: 'ggml-org/Qwen2.5-VL-32B-Instruct-GGUF' },
    commands: (model) => [`llama-server -hf ${model} --host 127.0.0.1 --port 8080 -c ${CONTEXT}`],
  },
  {
    id: 'ollama',
    name: 'Ollama',
    help: 'Easiest to install. Where it runs in the background already, end it first or set its context length to 16k.',
    address: 'http://127.0.0.1:11434/v1',
    models: { small: 'qwen3-vl:2b-instruct', card8: 'qwen3-vl:4b-instruct', card16: 'qwen3-vl:8b-instruct', card24: 'qwen3-vl:32b-instruct' },
    commands: (model) => [`OLLAMA_HOST=127.0.0.1 OLLAMA_CONTEXT_LENGTH=${CONTEXT} ollama serve`, `ollama pull ${model}`],
  },
  {
    id: 'lmstudio',
    name: 'LM Studio',
    help: 'With a window of its own. Leave "Serve on local network" off.',
    address: 'http://127.0.0.1:1234/v1',
    models: { small: 'google/gemma-3-4b', card8: 'qwen/qwen3-vl-4b', card16: 'qwen/qwen3-vl-8b', card24: 'google/gemma-3-27b' },
    commands: (model) => [`lms get ${model}`, `lms load ${model} --context-length ${CONTEXT}`, 'lms server start --port 1234'],
  },
  {
    id: 'vllm',
    name: 'vLLM',
    help: 'Fastest for many pictures, on Linux with an NVIDIA card. It listens to the whole network unless told otherwise, as it is here.',
    address: 'http://127.0.0.1:8000/v1',
    models: { small: null, card8: 'Qwen/Qwen3-VL-2B-Instruct', card16: 'Qwen/Qwen3-VL-4B-Instruct', card24: 'Qwen/Qwen3-VL-8B-Instruct' },
    commands: (model) => [`vllm serve ${model} --host 127.0.0.1 --port 8000 --max-model-len ${CONTEXT} --limit-mm-per-prompt '{"image": 16, "video": 0}'`],
  },
];
