#!/usr/bin/env python3
"""Writes metrics.json: answers on labelled samples, and what scikit-learn says they are worth.

    python3 make_metrics.py > metrics.json

Needs scikit-learn 1.9. Scores are drawn in single precision, as models give them; all arithmetic is
scikit-learn's, in double precision. What it warns of, or refuses, is null.
"""

import json
import math
import warnings

import numpy
import sklearn
from sklearn import metrics


def number(value):
    value = float(value)
    return None if math.isnan(value) else value


def defined(figure):
    """What it gives; nothing where it refuses."""
    try:
        return number(figure())
    except ValueError:
        return None


def classification(name, labels, scores):
    """scores: [samples, classes], or [samples] of the second of two classes."""
    labels = numpy.array(labels)
    scores = numpy.array(scores, dtype=numpy.float32)
    binary = scores.ndim == 1
    count = 2 if binary else scores.shape[1]
    predicted = (scores > 0.5).astype(int) if binary else scores.argmax(axis=1)
    exact = scores.astype(numpy.float64)
    everything = list(range(count))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        labels, predicted, labels=everything, zero_division=0)
    macro = metrics.precision_recall_fscore_support(
        labels, predicted, average="macro", zero_division=0)
    if binary:
        area = defined(lambda: metrics.roc_auc_score(labels, exact))
        areas = [area, area]
    else:
        areas = [defined(lambda: metrics.roc_auc_score(labels == c, exact[:, c])) for c in everything]
        area = (areas[1] if count == 2 else defined(lambda: metrics.roc_auc_score(
            labels, exact / exact.sum(axis=1, keepdims=True), multi_class="ovr", labels=everything)))
        if len(set(labels)) < count:
            area = None
    return {
        "name": name,
        "classCount": count,
        "labels": labels.tolist(),
        "scores": exact.reshape(len(labels), -1).tolist(),
        "predicted": predicted.tolist(),
        "accuracy": metrics.accuracy_score(labels, predicted),
        "balancedAccuracy": number(metrics.balanced_accuracy_score(labels, predicted)),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        "macroPrecision": macro[0],
        "macroRecall": macro[1],
        "macroF1": macro[2],
        "areas": areas,
        "area": area,
        "logLoss": number(metrics.log_loss(labels, exact, labels=everything)),
        "confusion": metrics.confusion_matrix(labels, predicted, labels=everything).tolist(),
    }


def regression(name, targets, answers, precision=numpy.float32):
    targets = numpy.array(targets, dtype=precision).astype(numpy.float64)
    answers = numpy.array(answers, dtype=numpy.float32).astype(numpy.float64)
    def figures(t, a):
        return {
            "r2": number(metrics.r2_score(t, a)),
            "meanAbsoluteError": metrics.mean_absolute_error(t, a),
            "rootMeanSquaredError": metrics.root_mean_squared_error(t, a),
        }
    return {
        "name": name,
        "width": targets.shape[1],
        "targets": targets.tolist(),
        "answers": answers.tolist(),
        "outputs": [figures(targets[:, j], answers[:, j]) for j in range(targets.shape[1])],
        **figures(targets, answers),
    }


def main():
    warnings.simplefilter("ignore")
    draw = numpy.random.default_rng(10)

    def softmax(samples, classes, labels, strength):
        logits = draw.normal(size=(samples, classes))
        logits[numpy.arange(samples), labels] += strength
        powers = numpy.exp(logits)
        return powers / powers.sum(axis=1, keepdims=True)

    four = draw.integers(0, 4, 80)
    three = draw.integers(0, 3, 50)  # Of four classes the last never occurs.
    uneven = numpy.where(draw.random(60) < 0.9, 0, draw.integers(0, 3, 60))
    two = draw.integers(0, 2, 70)
    coarse = numpy.round(0.3 * two + 0.7 * draw.random(70), 1)
    never = softmax(40, 3, numpy.zeros(40, dtype=int), 0)
    never[:, 2] *= 0.01
    never /= never.sum(axis=1, keepdims=True)
    sure = numpy.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    document = {
        "madeWith": f"scikit-learn {sklearn.__version__}",
        "classification": [
            classification("four classes", four, softmax(80, 4, four, 1.5)),
            classification("uneven classes", uneven, softmax(60, 3, uneven, 1)),
            classification("a class never occurs", three, softmax(50, 4, three, 1)),
            classification("a class is never predicted", draw.integers(0, 3, 40), never),
            classification("one class alone", [1] * 12, softmax(12, 3, [1] * 12, 1)),
            classification("sure, and once wrong", [0, 1, 2, 2], sure),
            classification("two classes, two outputs", two, softmax(70, 2, two, 0.7)),
            classification("binary with ties", two, coarse),
            classification("binary, all scores equal", [0, 1, 1, 0, 1], [0.5] * 5),
            classification("binary, one class alone", [0] * 6, draw.random(6)),
            classification("binary, sure and wrong", [0, 1, 1], [1.0, 0.0, 1.0]),
        ],
        "regression": [
            regression("one output", *(lambda t: (t, t + draw.normal(size=(60, 1))))(
                draw.normal(3, 2, size=(60, 1)))),
            regression("three outputs", *(lambda t: (t, 0.5 * t + draw.normal(size=(40, 3))))(
                draw.normal(size=(40, 3)) * [1, 10, 0.1])),
            regression("far from zero", *(lambda t: (t, t + draw.normal(size=(30, 1))))(
                draw.normal(1e6, 4, size=(30, 1)))),
            regression("worse than the mean", [[0], [1], [2]], [[2], [1], [-3]]),
            regression("exact", [[1], [2], [4]], [[1], [2], [4]]),
            regression("a target that never changes", [[3], [3], [3]], [[3], [2.5], [3]]),
            regression("the same, and exact", [[3], [3]], [[3], [3]]),
            regression("one sample", [[3]], [[2]]),
            # Of which float32 makes 0.06-wide steps.
            regression("targets that only doubles hold", *(lambda t: (t, t + draw.normal(size=(50, 1))))(
                draw.uniform(1e6 - 2, 1e6 + 2, size=(50, 1))), precision=numpy.float64),
        ],
    }
    print(json.dumps(document, separators=(",", ":"), allow_nan=False))


if __name__ == "__main__":
    main()
