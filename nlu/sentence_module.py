"""The embedded encoder as a sentence-transformers module; imports torch.

SentenceTransformer(folder, trust_remote_code=True) loads a folder of its weights.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers.base.modules.input_module import InputModule
from torch.nn.functional import normalize

from nlu.features import Vocabulary
from nlu.static_encoder import StaticEncoder, load_static, save_static

Features = dict[str, Any]


class FeatureBag(InputModule):
    """Sums the vectors of a text's features, and scales the sum to length one."""

    def __init__(self, encoder: StaticEncoder) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.vocabulary: Vocabulary = encoder.vocabulary
        self.bag = torch.nn.EmbeddingBag.from_pretrained(
            torch.tensor(encoder.table), freeze=False, mode="sum"
        )

    def preprocess(
        self,
        inputs: Any,  # noqa: ANN401
        prompt: str | None = None,
        **_: object,
    ) -> Features:
        bags = self.vocabulary.bags((prompt or "") + text for text in inputs)
        return {
            "input_ids": torch.from_numpy(bags.ids),
            "offsets": torch.from_numpy(bags.starts[:-1].copy()),
        }

    def forward(self, features: Features, **_: object) -> Features:
        sums = self.bag(features["input_ids"], features["offsets"])
        empty = sums.norm(dim=1, keepdim=True) <= 1e-9
        first = torch.nn.functional.one_hot(
            torch.zeros(len(sums), dtype=torch.long), sums.shape[1]
        )
        features["sentence_embedding"] = torch.where(
            empty, first.to(sums.dtype), normalize(sums)
        )
        return features

    def get_embedding_dimension(self) -> int:
        return int(self.bag.embedding_dim)

    def save(self, output_path: str, *_: object, **__: object) -> None:
        table = np.asarray(self.bag.weight.detach().cpu().numpy(), dtype=np.float32)
        encoder = StaticEncoder(self.vocabulary, table)
        save_static(Path(output_path), encoder, {"made": "saved as a module"})

    @classmethod
    def load(cls, model_name_or_path: str, *_: object, **__: object) -> "FeatureBag":
        """Raises WeightsDamaged, naming the file."""
        return cls(load_static(Path(model_name_or_path)))
