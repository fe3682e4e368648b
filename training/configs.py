"""Model configurations of Omni-IML: three sizes and the paper's ablations, each one flat dataclass.

Measured (multiply-accumulates of one forward pass at 512x512; parameters with, and in brackets of which, the training-only detector):
  nano    5.8 G,   4.7 M (0.16 M)   ConvNeXt 3.1 G, FPH 0.9 G, fusion 0.45 G, neck and decoder 0.8 G
  small  33.3 G,  30.4 M (4.6 M)
  base  233 G,   145.4 M (18.4 M)   the paper's reviewers quote 152 M
nano, forward, backward and AdamW, 24 samples of 128x128 on a CPU with AVX-512 and bfloat16, machine not idle:
  wall, two threads: 33-34 samples/s float32, 39.5 bfloat16 autocast (before the two changes marked *)
  CPU time, one thread: 18 samples/s float32, 24-25 bfloat16
What was chosen by measuring: channels-last memory (depthwise, 1x1 and dilated convolutions 1.9-6 times faster, dense 3x3 alike); one
computed kernel a sample in the DWFs while training* (10 ms against 32 for the four summed convolutions, bfloat16); separable fusing
convolutions in Anomaly Enhancement* (6.2 G to 5.8 G). Not measured: FPH with its 8x8 positions as a batch against the plane form.
ONNX Runtime against PyTorch at 512x512, random weights, two threads, machine not idle: .33 s against .55 s.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any


@dataclass(frozen=True)
class ModelConfig:
    """Everything that fixes a network's shape and behaviour. Flat and JSON-serialisable (`to_dict`, `from_dict`)."""

    name: str
    # ConvNeXt (VPH = stem and stages 1-2, after the gate stages 3-4)
    depths: tuple[int, ...]
    dims: tuple[int, ...]
    drop_path: float = 0.1
    layer_scale: float = 1e-6
    # Fixed SRM and constrained Bayar high-pass filters beside RGB in the stem; False keeps the stem weight-compatible.
    high_pass: bool = False
    high_pass_width: int = 16
    # FPH
    frequency_stem: int = 64
    frequency_squeeze: int = 16
    frequency_width: int = 256
    frequency_blocks: int = 3
    frequency_expand: int = 6
    frequency_momentum: float = 0.01  # of its BatchNorms; .01 as in DTD needs hundreds of steps before evaluation mode is right
    frequency_coordinates: bool = True  # three coordinate planes as in DTD; off where tiles of any size are analysed
    scse_reduction: int = 16
    # Modality: 'gate' (the paper), 'fused' (w.o. MG, always fused), 'vision' (w.o. MG*, FPH absent)
    modality: str = "gate"
    gate_mode: str = "hard"  # 'hard': per-sample select; 'soft': sigmoid-weighted mix
    gate_widths: tuple[int, ...] = (256, 128, 128)
    gate_repeat: int = 64  # channels each coarse probability is repeated to at the gate's input
    auxiliary_width: int = 128
    # Anomaly Enhancement
    enhancement: bool = True
    enhancement_width: int = 256
    enhancement_queries: int = 64
    enhancement_heads: int = 8
    # Training-only detector
    detector_width: int = 256
    detector_hidden: int = 1024
    detector_pool: int = 7
    detector_pool_samples: int = 2  # bilinear samples per bin and axis
    detector_anchors_sampled: int = 256
    detector_proposals: int = 512
    detector_rois: int = 128
    # Decoder: 'dynamic' (DWD), 'fixed' (w.o. DW: the A of every DWF is a learnt constant), 'plain' (w.o. DWD: UPerNet head)
    decoder: str = "dynamic"
    decoder_width: int = 512
    decoder_stride: int = 4  # 8 adds a light refinement to stride 4
    light: bool = False  # depthwise-separable 3x3 in the neck's stride-4 level and in Anomaly Enhancement's fusing convolutions
    coarse_widths: tuple[int, int] = (32, 64)
    global_vector: str = "F4"  # V_g = GAP of 'F4' (v1) or 'F1' (third-party summary of the later version)
    # Losses
    # Weight of tampered pixels in the pixel cross-entropies. They are about a tenth of all and many are undecidable, so with weight 1 the fixed
    # threshold .5 finds few of them (nano-02 on misd: precision .76, recall .23); 3 puts .5 where the unweighted probability is .25.
    positive_weight: float = 1.0
    # Added to the mask's logit outside training, so that the fixed threshold .5 is the wanted operating point; see training/operating_point.py.
    mask_offset: float = 0.0
    # Taken from the gate's logit outside training, so that pure vision is chosen only where it helps; see training/operating_point.py.
    gate_offset: float = 0.0
    # The image score's logit outside training: gain * logit + spread * (standard deviation of the mask's logits) + constant; see training/operating_point.py.
    score_fit: tuple[float, float, float] = (1.0, 0.0, 0.0)
    dice_weight: float = 0.5
    score_weight: float = 0.5
    quality_weight: float = 0.25
    grid_weight: float = 0.25
    enhancement_weight: float = 1.0

    def __post_init__(self) -> None:
        for key, allowed in (("modality", ("gate", "fused", "vision")), ("gate_mode", ("hard", "soft")),
                             ("decoder", ("dynamic", "fixed", "plain")), ("decoder_stride", (4, 8)), ("global_vector", ("F4", "F1"))):
            if getattr(self, key) not in allowed:
                raise ValueError(f"{key} must be one of {allowed}, not {getattr(self, key)!r}")

    def to_dict(self) -> dict[str, Any]:
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> ModelConfig:
        known = {field.name for field in fields(ModelConfig)}
        unknown = set(values) - known
        if unknown:
            raise ValueError(f"unknown model config keys: {sorted(unknown)}")
        return ModelConfig(**{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})


NANO = ModelConfig(
    name="nano", depths=(2, 2, 6, 2), dims=(40, 80, 160, 320), drop_path=0.1, layer_scale=0.1, high_pass=True, high_pass_width=16,
    frequency_stem=8, frequency_squeeze=8, frequency_width=64, frequency_blocks=2, frequency_expand=3, frequency_momentum=0.1,
    frequency_coordinates=False,
    scse_reduction=8, gate_widths=(48, 48, 48), gate_repeat=8, auxiliary_width=32,
    enhancement_width=64, enhancement_queries=16, enhancement_heads=2,
    detector_width=32, detector_hidden=96, detector_pool=5, detector_pool_samples=1,
    detector_anchors_sampled=64, detector_proposals=48, detector_rois=16,
    decoder_width=64, decoder_stride=8, light=True, coarse_widths=(8, 16), positive_weight=3.0,
)

SMALL = ModelConfig(
    name="small", depths=(3, 3, 9, 3), dims=(80, 160, 320, 640), drop_path=0.2, layer_scale=1e-2, high_pass=True, high_pass_width=24,
    frequency_stem=32, frequency_squeeze=16, frequency_width=160, frequency_blocks=3, frequency_expand=4, frequency_momentum=0.1,
    frequency_coordinates=False,
    gate_widths=(128, 96, 96), gate_repeat=32, auxiliary_width=64,
    enhancement_width=128, enhancement_queries=32, enhancement_heads=4,
    detector_width=128, detector_hidden=512, detector_anchors_sampled=128, detector_proposals=256, detector_rois=64,
    decoder_width=128, decoder_stride=8, coarse_widths=(16, 32), positive_weight=3.0,
)

BASE = ModelConfig(name="base", depths=(3, 3, 27, 3), dims=(128, 256, 512, 1024), drop_path=0.4)

CONFIGS: dict[str, ModelConfig] = {config.name: config for config in (NANO, SMALL, BASE)}

# The rows of the paper's ablation table, as changes to any size: `ablate(CONFIGS['nano'], 'wo_AE')`.
ABLATIONS: dict[str, dict[str, Any]] = {
    "baseline": {"modality": "fused", "decoder": "plain", "enhancement": False},
    "wo_MG": {"modality": "fused"},
    "wo_MG_vision": {"modality": "vision"},
    "wo_DWD": {"decoder": "plain"},
    "wo_DW": {"decoder": "fixed"},
    "wo_AE": {"enhancement": False},
    "soft_gate": {"gate_mode": "soft"},
    "V_g_F1": {"global_vector": "F1"},
    "no_high_pass": {"high_pass": False},
}


def ablate(config: ModelConfig, ablation: str) -> ModelConfig:
    """The config with one ablation applied and named `<size>-<ablation>`. Raises KeyError for an unknown ablation."""
    return replace(config, name=f"{config.name}-{ablation}", **ABLATIONS[ablation])
