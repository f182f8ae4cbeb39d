#!/usr/bin/env python3
"""Writes reference.json beside itself: ten steps of PyTorch for each task and optimizer.

Made with PyTorch 2.13 (CPU). ReferenceTests repeats the steps from the same initial parameters,
data and batches, and needs no PyTorch. Run again only when a case is added: python make_reference.py
"""

import json
import os

import torch

SAMPLES, FEATURES, BATCH, STEPS = 40, 6, 8, 10
HIDDEN = [9, 7]
OUTPUTS = {"regression": 3, "binary": 1, "multiclass": 4}

ACTIVATIONS = {
    "relu": torch.nn.ReLU,
    "sigmoid": torch.nn.Sigmoid,
    "tanh": torch.nn.Tanh,
    "gelu": torch.nn.GELU,
    "identity": torch.nn.Identity,
}

# task, optimizer, activation, output activation, bias, reduction, rate, weight decay,
# whether biases decay, clip norm
CASES = [
    ("regression", "sgd", "tanh", "identity", True, "mean", 0.02, 0.0, True, None),
    ("regression", "momentum", "relu", "identity", True, "sum", 0.0005, 0.01, True, None),
    ("regression", "nesterov", "gelu", "tanh", True, "mean", 0.02, 0.02, False, None),
    ("regression", "adam", "sigmoid", "identity", True, "sum", 0.01, 0.0, True, None),
    ("regression", "adamw", "tanh", "identity", False, "mean", 0.01, 0.1, True, 1.0),
    ("binary", "sgd", "gelu", "identity", True, "sum", 0.05, 0.01, True, None),
    ("binary", "momentum", "sigmoid", "tanh", True, "mean", 0.1, 0.0, True, None),
    ("binary", "nesterov", "tanh", "identity", False, "sum", 0.01, 0.1, True, 0.5),
    ("binary", "adam", "relu", "identity", True, "mean", 0.01, 0.05, True, None),
    ("binary", "adamw", "gelu", "identity", True, "sum", 0.01, 0.2, True, None),
    ("multiclass", "sgd", "relu", "identity", True, "mean", 0.2, 0.01, False, None),
    ("multiclass", "momentum", "tanh", "sigmoid", True, "sum", 0.02, 0.0, True, 1.0),
    ("multiclass", "nesterov", "sigmoid", "identity", True, "mean", 0.1, 0.01, True, None),
    ("multiclass", "adam", "gelu", "identity", True, "mean", 0.01, 0.01, False, None),
    ("multiclass", "adamw", "relu", "identity", True, "sum", 0.01, 0.1, False, None),
]


def flat(module):
    return torch.cat([p.detach().reshape(-1) for p in module.parameters()])


def numbers(tensor):
    """Nine significant digits name a float exactly."""
    return [float(f"{value:.9g}") for value in tensor.reshape(-1).tolist()]


def network(sizes, activation, output_activation, bias):
    modules = []
    for layer, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        modules.append(torch.nn.Linear(inputs, outputs, bias=bias))
        last = layer == len(sizes) - 2
        modules.append(ACTIVATIONS[output_activation if last else activation]())
    return torch.nn.Sequential(*modules)


def loss(task, outputs, targets, reduction):
    if task == "regression":
        total = ((outputs - targets) ** 2).sum()
    elif task == "binary":
        total = torch.nn.functional.binary_cross_entropy_with_logits(
            outputs[:, 0], targets.float(), reduction="sum")
    else:
        total = torch.nn.functional.cross_entropy(outputs, targets, reduction="sum")
    return total / len(outputs) if reduction == "mean" else total


def optimizer(name, module, rate, weight_decay, decay_biases):
    decayed = [p for p in module.parameters() if p.dim() == 2 or decay_biases]
    plain = [p for p in module.parameters() if not (p.dim() == 2 or decay_biases)]
    groups = [{"params": decayed, "weight_decay": weight_decay}]
    if plain:
        groups.append({"params": plain, "weight_decay": 0.0})
    if name == "sgd":
        return torch.optim.SGD(groups, lr=rate)
    if name == "momentum":
        return torch.optim.SGD(groups, lr=rate, momentum=0.9)
    if name == "nesterov":
        return torch.optim.SGD(groups, lr=rate, momentum=0.9, nesterov=True)
    if name == "adam":
        return torch.optim.Adam(groups, lr=rate)
    return torch.optim.AdamW(groups, lr=rate)


def main():
    torch.manual_seed(2026)
    torch.set_num_threads(1)
    features = torch.randn(SAMPLES, FEATURES)
    values = torch.randn(SAMPLES, OUTPUTS["regression"])
    classes = torch.randint(0, OUTPUTS["multiclass"], (SAMPLES,))
    targets = {"regression": values, "binary": classes % 2, "multiclass": classes}
    cases = []
    for (task, name, activation, output_activation, bias, reduction, rate, weight_decay,
         decay_biases, clip_norm) in CASES:
        sizes = [FEATURES] + HIDDEN + [OUTPUTS[task]]
        module = network(sizes, activation, output_activation, bias)
        stepper = optimizer(name, module, rate, weight_decay, decay_biases)
        initial = numbers(flat(module))
        batches = [torch.randperm(SAMPLES)[:BATCH] for _ in range(STEPS)]
        losses = []
        for batch in batches:
            stepper.zero_grad()
            value = loss(task, module(features[batch]), targets[task][batch], reduction)
            value.backward()
            if clip_norm is not None:
                torch.nn.utils.clip_grad_norm_(module.parameters(), clip_norm)
            stepper.step()
            losses.append(value.item())
        cases.append({
            "task": task, "optimizer": name, "sizes": sizes, "activation": activation,
            "outputActivation": output_activation, "hasBias": bias, "reduction": reduction,
            "rate": rate, "weightDecay": weight_decay, "decayBiases": decay_biases,
            "clipNorm": clip_norm, "batches": [batch.tolist() for batch in batches],
            "losses": losses, "initial": initial, "final": numbers(flat(module)),
        })
    reference = {
        "madeWith": f"PyTorch {torch.__version__}", "featureCount": FEATURES,
        "features": numbers(features), "values": numbers(values), "classes": classes.tolist(),
        "cases": cases,
    }
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.json")
    with open(path, "w") as file:
        # One case a line, so that a change shows as the lines of its cases.
        text = json.dumps(reference, separators=(",", ":"))
        file.write(text.replace('{"task"', '\n{"task"') + "\n")


if __name__ == "__main__":
    main()
