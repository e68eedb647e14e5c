"""Everything that can go wrong between text and meaning.

NluError
├── TrainingFailed       nothing could be learned
├── WeightsDamaged       a weights file is not the one that was written
├── RerankerFailed       the model that reranks cannot be had
└── EncoderFailed        the encoder process gave no vectors
    └── EncoderTimedOut  it gave none within its deadline
"""


class NluError(Exception):
    """Base of every error raised by nlu/. `code` is stable and safe to show."""

    code = "nlu_error"


class WeightsDamaged(NluError):
    code = "weights_damaged"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"weights file {name} is refused: {why}")
        self.name = name
        self.why = why


class TrainingFailed(NluError):
    code = "training_failed"

    def __init__(self, why: str) -> None:
        super().__init__(f"nothing was learned: {why}")


class RerankerFailed(NluError):
    code = "reranker_failed"


class EncoderFailed(NluError):
    code = "encoder_failed"


class EncoderTimedOut(EncoderFailed):
    code = "encoder_timed_out"

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the encoder gave no vectors within {seconds:g} s")
        self.seconds = seconds
