"""Saves a tiny random BERT as a sentence-transformers model: python -m ... FOLDER."""

import sys
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from transformers import BertConfig, BertModel, BertTokenizer

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = [*SPECIAL, *"年费怎么收挂失卡额度你好", "hello"]


def main() -> None:
    folder = Path(sys.argv[1])
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    bert = folder / "bert"
    BertModel(config).save_pretrained(bert)
    (bert / "vocab.txt").write_text("\n".join(WORDS), "utf-8")
    BertTokenizer(str(bert / "vocab.txt")).save_pretrained(bert)
    SentenceTransformer(str(bert)).save(str(folder / "model"))


if __name__ == "__main__":
    main()
