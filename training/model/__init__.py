"""The Omni-IML network (arXiv 2411.14823) in plain PyTorch. README.md beside this file tells how the paper was read."""

from training.model.gate import TrainingRoute, gate_labels
from training.model.network import OmniIML, build_model

__all__ = ["OmniIML", "TrainingRoute", "build_model", "gate_labels"]
