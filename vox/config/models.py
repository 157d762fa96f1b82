"""The models that hear, speak and understand: on this machine, and a larger one on another."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from vox.config import forms
from vox.config.addresses import check_llm_url
from vox.config.fields import Section, Text, between, checked, reads


class Models(Section):
    """The engines that hear, speak and understand, all on this machine."""

    folder: Path | None = Field(
        default=None,
        description="Dossier de vos propres modèles ; sans lui, ceux que `vox models fetch` a installés.",
        examples=["/srv/vox/modeles"],
    )
    hearing: Text = Field(
        default="whisper-base-fr",
        description="Modèle qui entend : un nom fourni, ou le dossier d'un Whisper à vous.",
        examples=["whisper-base-fr"],
    )
    voice: Text = Field(
        default="kokoro-siwis",
        description="Voix qui parle : un nom fourni, ou le fichier .onnx d'une voix Piper à vous.",
        examples=["kokoro-siwis"],
    )
    understanding: Text = Field(
        default="vox-fr-270m",
        description="Modèle qui comprend : un nom fourni, ou un fichier .gguf à vous.",
        examples=["vox-fr-270m"],
    )


class LanguageServer(Section):
    """A larger language model on another machine of the organization's."""

    url: Annotated[str, checked(check_llm_url)] = Field(
        description="Adresse du serveur (API d'OpenAI : llama.cpp, vLLM…), jusqu'à /v1, en https:// (http:// "
        "seulement vers cette machine ou un réseau privé).",
        examples=["http://127.0.0.1:8000/v1"],
    )
    model: Text | None = Field(
        default=None,
        description="Nom du modèle chez ce serveur ; sans lui, le premier de sa liste.",
        examples=["mistral-small"],
    )
    key_file: Path | None = Field(
        default=None,
        description="Fichier de la clé que le serveur demande, s'il en demande une.",
        examples=["/run/secrets/llm"],
    )
    timeout: Annotated[
        timedelta,
        reads(forms.read_seconds),
        between(timedelta(milliseconds=100), timedelta(seconds=3)),
    ] = Field(
        default=timedelta(seconds=1.5),
        description="Temps donné à chaque réponse, de 0,1 à 3 secondes ; au-delà, Vox continue sans elle.",
        examples=["1.5 s"],
    )
    constraint: Literal["auto", "grammar", "json_schema"] = Field(
        default="auto",
        description="Comment le serveur tient son modèle aux commandes : grammar (llama.cpp), json_schema (vLLM et "
        "d'autres) ; auto essaie l'un puis l'autre.",
        examples=["grammar"],
    )
