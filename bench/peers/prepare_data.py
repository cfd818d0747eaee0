"""
The checks of `openai tools fine_tunes.prepare_data`, which OpenAI removed in May 2026, written anew on pandas from a
description of its rules, for classification data with a `prompt` and a `completion` column in JSON Lines. It stands
in for the removed tool in measurements, and each step is done as somebody at home in pandas would do it.

Most of its time goes into counting upper-case letters. Counted by a plain loop in Python, it takes what the removed tool
took on the same file; `--quick-count` does it as fast as plain Python can, for those who think the loop unfair.

Usage: python3 prepare_data.py FILE OUT_FOLDER [--limit N] [--quick-count]
Writes `train.jsonl` and `valid.jsonl`; prints one JSON document that says what was found and removed.
"""

import argparse
import json
import os

import pandas as pd

LONG_CHARACTERS = 10_000
UPPER_SHARE = 1 / 3
LONGEST_PLAIN_PREFIX = 12
SHORTEST_COMPLETION_PREFIX = 5
MOST_VALIDATION_ROWS = 1_000
SEPARATORS = [" ->", "\n\n###\n\n", "\n\n===\n\n", "\n\n---\n\n", "\n\n===>\n\n", "\n\n--->\n\n"]


def read(path, limit):
    rows = pd.read_json(path, lines=True, dtype=str, nrows=limit, convert_dates=False).fillna("")
    rows.columns = [name.lower() if name.lower() in ("prompt", "completion") else name for name in rows.columns]
    missing = {"prompt", "completion"} - set(rows.columns)
    if missing:
        raise SystemExit(f"{path} has no column {' and no column '.join(sorted(missing))}")
    return rows[["prompt", "completion"]]


def common_start(texts):
    """The longest text that all begin with: grown a character at a time for as long as every text agrees."""
    first, length = texts.iloc[0], 0
    while length < len(first) and texts.str.startswith(first[: length + 1]).all():
        length += 1
    return first[:length]


def common_end(texts):
    first, length = texts.iloc[0], 0
    while length < len(first) and texts.str.endswith(first[len(first) - length - 1 :]).all():
        length += 1
    return first[len(first) - length :]


def count_by_loop(text, is_counted):
    return sum(1 for character in text if is_counted(character))


def count_by_map(text, is_counted):
    return sum(map(is_counted, text))


def is_mostly_upper(texts, count):
    upper = texts.apply(count, args=(str.isupper,)).sum()
    letters = texts.apply(count, args=(str.isalpha,)).sum()
    return bool(upper > UPPER_SHARE * letters)


def separator_for(prompts):
    candidates = SEPARATORS[1:] if prompts.str.contains("\n", regex=False).any() else SEPARATORS
    for candidate in candidates:
        if not prompts.str.contains(candidate, regex=False).any():
            return candidate
    raise SystemExit("every separator stands in some prompt")


def prepare(path, out, limit, count):
    rows = read(path, limit)
    found = {"examples": len(rows), "few": len(rows) < 100}

    empty = rows.completion == ""
    found["empty"] = rows.index[empty].tolist()
    rows = rows[~empty]

    if (rows.prompt == "").all():
        raise SystemExit("every prompt is empty: not classification")
    found["classification"] = rows.completion.nunique() < len(rows) / 3

    repeated = rows.duplicated(subset=["prompt", "completion"])
    found["duplicates"] = rows.index[repeated].tolist()
    rows = rows[~repeated]

    long = rows.apply(lambda row: len(row.prompt) + len(row.completion) > LONG_CHARACTERS, axis=1)
    found["long"] = rows.index[long].tolist()
    rows = rows[~long].copy()

    for column in ("prompt", "completion"):
        found[f"{column}_upper"] = is_mostly_upper(rows[column], count)
        if found[f"{column}_upper"]:
            rows[column] = rows[column].str.lower()

    found["separator"] = common_end(rows.prompt)
    if found["separator"] == "":
        found["separator"] = separator_for(rows.prompt)
        rows["prompt"] = rows.prompt + found["separator"]

    found["prompt_prefix"] = common_start(rows.prompt)
    if len(found["prompt_prefix"]) > LONGEST_PLAIN_PREFIX:
        rows["prompt"] = rows.prompt.str[len(found["prompt_prefix"]) :]

    found["completion_prefix"] = common_start(rows.completion)
    if len(found["completion_prefix"].strip()) >= SHORTEST_COMPLETION_PREFIX:
        space = " " if found["completion_prefix"].startswith(" ") else ""
        rows["completion"] = space + rows.completion.str[len(found["completion_prefix"]) :]

    if not rows.completion.str.startswith(" ").all():
        rows["completion"] = " " + rows.completion

    training = max(len(rows) - MOST_VALIDATION_ROWS, int(len(rows) * 0.8))
    train = rows.sample(n=training, random_state=42)
    valid = rows.drop(train.index)
    for name, part in (("train", train), ("valid", valid)):
        part.to_json(os.path.join(out, f"{name}.jsonl"), orient="records", lines=True, force_ascii=False)
    return found | {"train": len(train), "valid": len(valid), "minutes": round((len(rows) * 1.44 + 140) / 60, 1)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("out")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--quick-count", action="store_true", help="count letters without a loop in Python")
    arguments = parser.parse_args()
    count = count_by_map if arguments.quick_count else count_by_loop
    os.makedirs(arguments.out, exist_ok=True)
    print(json.dumps(prepare(arguments.file, arguments.out, arguments.limit, count)))
