"""A Vosk model of a few kilobytes that really decodes, and sound that it understands.

Each word owns a band of mel frequencies: where that band is loud, the word is heard; where none is, silence. The
acoustic model is one affine layer over cepstra, the grammar any sequence of the words. Needs ``fstcompile``
(Debian package libfst-tools).

    python toy_vosk.py DIRECTORY    writes DIRECTORY/model and DIRECTORY/words.wav
"""

from __future__ import annotations

import subprocess
import sys
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WORDS = ("你好", "饭堂", "消费券", "津贴", "医院", "骗子", "再讲", "多谢")
SAMPLE_RATE = 16_000

_BINS = 40
_LOW_HZ, _HIGH_HZ = 20.0, 7_600.0
_BAND = _BINS // len(WORDS)
_SILENCE_ABOVE = 12.0  # natural log of mel energy at which a band counts as loud
_WORD_COST = 3.0


def _mel(hz: float) -> float:
    return 1127.0 * float(np.log1p(hz / 700.0))


def _centres() -> NDArray[np.float64]:
    """Centre frequency of each mel bin (Hz)."""
    low, high = _mel(_LOW_HZ), _mel(_HIGH_HZ)
    mels = low + (high - low) / (_BINS + 1) * np.arange(1, _BINS + 1)
    return 700.0 * np.expm1(mels / 1127.0)


def _cosines() -> NDArray[np.float64]:
    """The orthonormal cosine transform from log mel energies to cepstra; its transpose goes back."""
    n = np.arange(_BINS)
    matrix = np.sqrt(2.0 / _BINS) * np.cos(np.pi / _BINS * np.outer(n, n + 0.5))
    matrix[0] = np.sqrt(1.0 / _BINS)
    return matrix


def _layer() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights over cepstra and biases: row 0 silence, then one row a word."""
    over_mels = np.zeros((len(WORDS) + 1, _BINS))
    for index in range(len(WORDS)):
        over_mels[index + 1, index * _BAND : (index + 1) * _BAND] = 1.0 / _BAND
    biases = np.full(len(WORDS) + 1, -_SILENCE_ABOVE)
    biases[0] = 0.0
    return over_mels @ _cosines().T, biases


def _matrix(rows: NDArray[np.float64]) -> str:
    return " [\n" + "\n".join("  " + " ".join(f"{v:.6f}" for v in row) for row in rows) + " ]\n"


def _acoustic_model() -> str:
    weights, biases = _layer()
    phones = range(1, len(WORDS) + 2)
    triples = "\n".join(f"{p} 0 {p - 1}" for p in phones)
    log_probs = " ".join(["0", *["-0.69"] * (2 * len(phones))])
    text = f"""<TransitionModel>
<Topology>
<TopologyEntry>
<ForPhones>
{" ".join(map(str, phones))}
</ForPhones>
<State> 0 <PdfClass> 0 <Transition> 0 0.5 <Transition> 1 0.5 </State>
<State> 1 </State>
</TopologyEntry>
</Topology>
<Triples> {len(phones)}
{triples}
</Triples>
<LogProbs>
 [ {log_probs} ]
</LogProbs>
</TransitionModel>
<Nnet3>
input-node name=input dim={_BINS}
component-node name=output.affine component=output.affine input=input
output-node name=output input=output.affine objective=linear

<NumComponents> 1
<ComponentName> output.affine <FixedAffineComponent> <LinearParams> {_matrix(weights)}<BiasParams>  [ {
        " ".join(map(str, biases))
    } ]
</FixedAffineComponent> </Nnet3> <LeftContext> 0 <RightContext> 0 <Priors>  [ ]
"""
    return text.replace(">\n", "> \n")  # a token ends with a space


def _grammar() -> str:
    """Text form of HCLG: from the hub into a phone, round its loop, and back."""
    lines = []
    for phone in range(1, len(WORDS) + 2):
        loop, leave = 2 * phone - 1, 2 * phone
        word, cost = (0, 0.1) if phone == 1 else (phone, _WORD_COST)
        lines += [f"0 {phone} {leave} {word} {cost}", f"{phone} {phone} {loop} 0 0.0", f"{phone} 0 0 0 0.0"]
    return "\n".join([*lines, "0 0.0"]) + "\n"


def build_toy_model(directory: Path | str) -> Path:
    """Write the model into ``directory`` (made if missing) and give its path."""
    directory = Path(directory)
    for folder in ("am", "conf", "graph/phones"):
        (directory / folder).mkdir(parents=True, exist_ok=True)
    words = ["<eps>", "[unk]", *WORDS, "#0"]
    files = {
        "am/final.mdl": _acoustic_model(),
        "conf/mfcc.conf": (
            f"--use-energy=false\n--sample-frequency={SAMPLE_RATE}\n--num-mel-bins={_BINS}\n--num-ceps={_BINS}\n"
            f"--cepstral-lifter=0\n--low-freq={_LOW_HZ:g}\n--high-freq={_HIGH_HZ:g}\n"
        ),
        "conf/model.conf": (
            "--min-active=20\n--max-active=300\n--beam=10.0\n--lattice-beam=4.0\n--acoustic-scale=1.0\n"
            "--frame-subsampling-factor=1\n--endpoint.silence-phones=1\n--endpoint.rule2.min-trailing-silence=0.5\n"
            "--endpoint.rule3.min-trailing-silence=0.75\n--endpoint.rule4.min-trailing-silence=1.0\n"
        ),
        "graph/phones/word_boundary.int": "1 nonword\n" + "".join(f"{p} singleton\n" for p in range(2, len(WORDS) + 2)),
        "graph/words.txt": "".join(f"{word} {i}\n" for i, word in enumerate(words)),
    }
    for name, text in files.items():
        (directory / name).write_text(text, encoding="utf-8")
    graph = subprocess.run(
        ["fstcompile", "--arc_type=standard"], input=_grammar().encode(), capture_output=True, check=True
    )
    (directory / "graph" / "HCLG.fst").write_bytes(graph.stdout)
    return directory


def toy_audio(words: Sequence[str], *, lead_s: float = 0.3, word_s: float = 0.4, gap_s: float = 0.2) -> bytes:
    """Sound in which the toy model hears ``words``: 16-bit mono samples at 16 kHz.

    Begins with ``lead_s`` seconds of quiet and ends with one second, longer than the model's endpoint.
    """
    noise = np.random.default_rng(1)

    def quiet(seconds: float) -> NDArray[np.float64]:
        return noise.normal(0.0, 2.0, int(seconds * SAMPLE_RATE))

    def loud(word: str) -> NDArray[np.float64]:
        index = WORDS.index(word)
        time = np.arange(int(word_s * SAMPLE_RATE)) / SAMPLE_RATE
        band = _centres()[index * _BAND : (index + 1) * _BAND]
        tones = sum((1_500.0 * np.sin(2 * np.pi * f * time + i) for i, f in enumerate(band)), start=np.zeros_like(time))
        # Without a soft beginning and end each word would click in all bands.
        return tones * np.minimum(1.0, np.minimum(time, word_s - time) / 0.05)

    parts = [quiet(lead_s)]
    for word in words:
        parts += [loud(word), quiet(gap_s)]
    parts.append(quiet(1.0 - gap_s))
    return np.concatenate(parts).clip(-32768, 32767).astype("<i2").tobytes()


def main(directory: Path) -> None:
    """Write the model and a WAV of all its words."""
    build_toy_model(directory / "model")
    with wave.open(str(directory / "words.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(toy_audio(WORDS))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
