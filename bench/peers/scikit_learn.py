"""Trains and scores one of scikit-learn's linear pipelines on a set; prints JSON with times in seconds and the accuracy.

Usage: scikit_learn.py TRAIN.jsonl TEST.jsonl words|pairs|characters|all
"""
import json
import sys
import time

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC


def read(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        rows = [json.loads(line) for line in file]
    return [row["text"] for row in rows], [row["label"] for row in rows]


def words(longest):
    return TfidfVectorizer(sublinear_tf=True, ngram_range=(1, longest))


def characters():
    return TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(2, 5))


VECTORIZERS = {
    "words": lambda: words(1),
    "pairs": lambda: words(2),
    "characters": characters,
    "all": lambda: make_union(words(2), characters()),
}

train_path, test_path, kind = sys.argv[1:]
train_texts, train_labels = read(train_path)
test_texts, test_labels = read(test_path)
started = time.perf_counter()
vectorizer = VECTORIZERS[kind]()
rows = vectorizer.fit_transform(train_texts)
vectorized = time.perf_counter()
model = LinearSVC().fit(rows, train_labels)
fitted = time.perf_counter()
accuracy = model.score(vectorizer.transform(test_texts), test_labels)
print(json.dumps({"vectorize": vectorized - started, "fit": fitted - vectorized, "accuracy": accuracy}))
