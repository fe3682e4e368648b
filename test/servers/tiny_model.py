"""A language model and a vision projector small enough to be made in a test, in the GGUF files that llama.cpp loads.

The weights are random (fixed seed), so what the model says means nothing; but tokeniser, chat template, image encoder, projector and
sampling under a grammar are the ones of a real model, which is what the tests are about. Text: the LLaMA architecture over single
characters. Vision: a SigLIP-like transformer, average pooling and the linear projector of Gemma 3 (`clip.projector_type` gemma3).
"""

from __future__ import annotations

import sys
from pathlib import Path

import gguf
import numpy as np

SEED = 20260
CONTEXT = 16384
WIDTH = 64
HEADS = 4
LAYERS = 2
FEED_FORWARD = 128
END_BIAS = {'"': 5.0, ",": 3.0, "}": 3.0, "]": 2.0}

# Vision: 64x64 pixels in 8x8 patches give an 8x8 grid, pooled 2x2 into 16 tokens of a picture.
IMAGE = 64
PATCH = 8
POOL = 2
VISION_WIDTH = 48
VISION_HEADS = 4
VISION_LAYERS = 2
VISION_FEED_FORWARD = 96

TEMPLATE = (
    "{% for message in messages %}[{{ message['role'] }}]\n{{ message['content'] }}\n{% endfor %}"
    "{% if add_generation_prompt %}[assistant]\n{% endif %}"
)


def vocabulary() -> tuple[list[str], list[float], list[int]]:
    """Tokens, scores and types: three specials, the 256 bytes, then printable ASCII and the mark SentencePiece uses for a space."""
    kinds = gguf.TokenType
    tokens = ["<unk>", "<s>", "</s>"]
    types = [int(kinds.UNKNOWN), int(kinds.CONTROL), int(kinds.CONTROL)]
    tokens += [f"<0x{value:02X}>" for value in range(256)]
    types += [int(kinds.BYTE)] * 256
    letters = [chr(code) for code in range(33, 127)] + ["\u2581"]
    tokens += letters
    types += [int(kinds.NORMAL)] * len(letters)
    return tokens, [0.0] * len(tokens), types


def normal(random: np.random.Generator, *shape: int, scale: float = 1.0) -> np.ndarray:
    """Random weights of unit gain: rows x columns, float32."""
    return (random.standard_normal(shape) * scale / np.sqrt(shape[-1])).astype(np.float32)


def write(writer: gguf.GGUFWriter) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_text_model(path: Path) -> None:
    random = np.random.default_rng(SEED)
    tokens, scores, types = vocabulary()
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("palimpsest-tiny")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(types)
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(TEMPLATE)

    ones = np.ones(WIDTH, dtype=np.float32)
    embedding = random.standard_normal((len(tokens), WIDTH)).astype(np.float32)
    output = normal(random, len(tokens), WIDTH, scale=6.0)
    # Without a grammar the model shall go on until it is stopped (tests cancel it), and in letters: specials and bytes come last.
    output[: 3 + 256] *= 0.1
    # The first channel of every token is large, so that what the output reads there is a bias: towards the signs that end things in
    # JSON. Otherwise every string and list would run on to its bound.
    embedding[:, 0] = 4.0
    output[:, 0] = 0.0
    for sign, bias in END_BIAS.items():
        output[tokens.index(sign), 0] = bias
    writer.add_tensor("token_embd.weight", embedding)
    writer.add_tensor("output.weight", output)
    writer.add_tensor("output_norm.weight", ones)

    def blind(weights: np.ndarray, axis: int) -> np.ndarray:
        """Without the first channel, which is the bias and nothing else: not read (axis 1) and not written (axis 0)."""
        weights[(slice(None), 0) if axis == 1 else 0] = 0.0
        return weights

    for layer in range(LAYERS):
        block = f"blk.{layer}"
        writer.add_tensor(f"{block}.attn_norm.weight", ones)
        writer.add_tensor(f"{block}.ffn_norm.weight", ones)
        for name in ("attn_q", "attn_k", "attn_v"):
            writer.add_tensor(f"{block}.{name}.weight", blind(normal(random, WIDTH, WIDTH, scale=2.0), 1))
        writer.add_tensor(f"{block}.attn_output.weight", blind(normal(random, WIDTH, WIDTH, scale=2.0), 0))
        writer.add_tensor(f"{block}.ffn_gate.weight", blind(normal(random, FEED_FORWARD, WIDTH), 1))
        writer.add_tensor(f"{block}.ffn_up.weight", blind(normal(random, FEED_FORWARD, WIDTH), 1))
        writer.add_tensor(f"{block}.ffn_down.weight", blind(normal(random, WIDTH, FEED_FORWARD, scale=2.0), 0))
    write(writer)


def write_projector(path: Path) -> None:
    random = np.random.default_rng(SEED + 1)
    writer = gguf.GGUFWriter(path, "clip")
    writer.add_type("mmproj")
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_bool("clip.has_vision_encoder", True)
    writer.add_string("clip.projector_type", "gemma3")
    writer.add_bool("clip.use_gelu", True)
    writer.add_uint32("clip.vision.image_size", IMAGE)
    writer.add_uint32("clip.vision.patch_size", PATCH)
    writer.add_uint32("clip.vision.embedding_length", VISION_WIDTH)
    writer.add_uint32("clip.vision.feed_forward_length", VISION_FEED_FORWARD)
    writer.add_uint32("clip.vision.projection_dim", WIDTH)
    writer.add_uint32("clip.vision.block_count", VISION_LAYERS)
    writer.add_uint32("clip.vision.attention.head_count", VISION_HEADS)
    writer.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-6)
    writer.add_uint32("clip.vision.projector.scale_factor", POOL)
    writer.add_array("clip.vision.image_mean", [0.5, 0.5, 0.5])
    writer.add_array("clip.vision.image_std", [0.5, 0.5, 0.5])

    def pair(name: str, rows: int, columns: int) -> None:
        writer.add_tensor(f"{name}.weight", normal(random, rows, columns))
        writer.add_tensor(f"{name}.bias", np.zeros(rows, dtype=np.float32))

    def norm(name: str) -> None:
        writer.add_tensor(f"{name}.weight", np.ones(VISION_WIDTH, dtype=np.float32))
        writer.add_tensor(f"{name}.bias", np.zeros(VISION_WIDTH, dtype=np.float32))

    patches = (IMAGE // PATCH) ** 2
    writer.add_tensor("v.patch_embd.weight", normal(random, VISION_WIDTH, 3, PATCH, PATCH))
    writer.add_tensor("v.patch_embd.bias", np.zeros(VISION_WIDTH, dtype=np.float32))
    writer.add_tensor("v.position_embd.weight", normal(random, patches, VISION_WIDTH))
    for layer in range(VISION_LAYERS):
        block = f"v.blk.{layer}"
        norm(f"{block}.ln1")
        norm(f"{block}.ln2")
        for name in ("attn_q", "attn_k", "attn_v", "attn_out"):
            pair(f"{block}.{name}", VISION_WIDTH, VISION_WIDTH)
        pair(f"{block}.ffn_up", VISION_FEED_FORWARD, VISION_WIDTH)
        pair(f"{block}.ffn_down", VISION_WIDTH, VISION_FEED_FORWARD)
    norm("v.post_ln")
    writer.add_tensor("mm.soft_emb_norm.weight", np.ones(VISION_WIDTH, dtype=np.float32))
    writer.add_tensor("mm.input_projection.weight", normal(random, VISION_WIDTH, WIDTH, scale=4.0))
    write(writer)


def write_tiny_model(folder: Path) -> tuple[Path, Path]:
    """Writes both files (under 2 MB together) into a folder; returns the paths of the language model and of the projector."""
    text, vision = folder / "palimpsest-tiny.gguf", folder / "palimpsest-tiny-mmproj.gguf"
    write_text_model(text)
    write_projector(vision)
    return text, vision


if __name__ == "__main__":
    print(*write_tiny_model(Path(sys.argv[1])))
