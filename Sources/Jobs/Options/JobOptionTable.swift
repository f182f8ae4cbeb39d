import CommandLineParsing
import Learning
import Optimizers

extension JobOption {
  /// Every option of a job, in the order of help and files.
  public static let all: [JobOption] =
    data + model + objective + optimizer + rate + run + checkpoints

  private static let sources = ["digits", "mnist:", "idx:", "csv:", "libsvm:", "npy:"]
  private static let sourceForms =
    "digits, mnist:DIR, idx:IMAGES,LABELS, csv:FILE, libsvm:FILE or npy:FEATURES,LABELS"

  private static let data: [JobOption] = [
    JobOption(
      "data", \.data,
      .text(
        valueName: "SPEC", form: .suggestions(sources), expectation: sourceForms,
        read: { try DataSpecification($0) }),
      .data, "What to train on: \(sourceForms), the last three with ,OPTION=VALUE as listed below",
      topic: .dataOptions, identity: { $0.withoutPaths.description }),
    JobOption(
      "validation", \.validation,
      ValueFormat(
        valueName: "SPEC", form: .suggestions(["auto", "none", "0.2"] + sources),
        expectation: "auto, none, a share of the training data such as 0.2, \(sourceForms)",
        read: { try ValidationSource($0) },
        decode: { json in
          // A share is a number in JSON as well as a text.
          let text = json.stringValue ?? json.doubleValue.map { _ in json.description }
          return try text.map { try ValidationSource($0) }
        },
        encode: { source in
          if case .share(let share) = source { return .float(share) }
          return .string(source.description)
        }),
      .data,
      "What to evaluate on: as --data; a share of the training data such as 0.2, which is not "
        + "learned from, of each class as much; none; or auto for the part that digits and mnist hold "
        + "out",
      identity: { $0.withoutPaths.description }),
  ]

  private static let model: [JobOption] = [
    JobOption("task", \.task, .choice(valueName: "TASK"), .model, "What is learned"),
    JobOption(
      "model", \.model,
      .text(
        valueName: "SIZES", form: .suggestions(["auto"]),
        expectation: "auto or \(JobLimits.sizesOfModel.lowerBound) to "
          + "\(JobLimits.sizesOfModel.upperBound) layer sizes from \(JobLimits.size.lowerBound) to "
          + "\(JobLimits.size.upperBound), such as 784-512-10",
        read: { ModelSizes($0) }),
      .model,
      "Layer sizes from input to output, such as 784-512-512-10; auto is one hidden layer of "
        + "\(ModelSizes.hiddenSize)"),
    JobOption(
      "activation", \.activation, .choice(valueName: "NAME"), .model,
      "Nonlinearity of the hidden layers"),
    JobOption(
      "output-activation", \.outputActivation, .choice(valueName: "NAME"),
      .model, "Nonlinearity of the last layer, before the loss"),
    JobOption("bias", unless: \.hasBias, .model, flagSummary: "Layers without biases"),
    JobOption(
      "init", \.initialWeights,
      .text(
        valueName: "FILE", form: .file, expectation: "none, a file, or sha256: and 64 digits",
        read: { InitialWeights($0) }),
      .model,
      "Start from the weights in a safetensors file: a checkpoint, or the state of PyTorch's "
        + "nn.Sequential", default: "none"),
    JobOption(
      "initializer", \.initializer, .choice(valueName: "NAME"), .model,
      "How the first weights are drawn", use: Use(selector: "init", values: ["none"])),
  ]

  private static let objective: [JobOption] = [
    JobOption(
      "loss", \.loss, .choice(valueName: "NAME"), .objective,
      "What multiclass classification minimizes: cross-entropy of softmax, or squared errors of "
        + "class indicators",
      use: Use(selector: "task", values: [Task.multiclass.rawValue])),
    JobOption(
      "class-weights", \.classWeighting, .choice(valueName: "HOW"), .objective,
      "How much a sample weighs in training: all the same, or balanced, n / (K n_k) for one of the n_k "
        + "samples of its class, of n samples of K classes",
      use: Use(selector: "task", values: [Task.binary.rawValue, Task.multiclass.rawValue])),
    JobOption(
      "dropout", \.dropout, .belowOne, .objective,
      "Probability with which a hidden unit is dropped in training, after its activation; the others "
        + "are scaled up"),
    JobOption(
      "regularizer", \.regularizer,
      .text(
        valueName: "OMEGA", form: .suggestions(["none", "l2:", "l1:", "elastic:"]),
        expectation: "none, l2:λ, l1:λ or elastic:λ1,λ2", read: { try Regularizer($0) }),
      .objective, "Penalty on the weights: none, l2:λ, l1:λ or elastic:λ1,λ2", default: "none"),
    JobOption(
      "decoupled", \.isDecoupled, .objective,
      flagSummary: "Subtract the penalty's gradient from the weights directly, scaled neither by "
        + "the learning rate nor by the optimizer"),
    JobOption(
      "regularize-biases", \.regularizesBiases, .objective, flagSummary: "Penalize biases too"),
    JobOption(
      "reduction", \.reduction, .choice(valueName: "HOW"), .objective,
      "How the gradients of a batch become one"),
  ]

  private static func optimizers(_ names: OptimizerName...) -> Use {
    Use(selector: "optimizer", values: names.map(\.rawValue))
  }

  private static let optimizer: [JobOption] = [
    JobOption(
      "optimizer", \.optimizer, .choice(valueName: "NAME"), .optimizer,
      "How gradients move the weights"),
    JobOption(
      "momentum", \.momentum, .belowOne, .optimizer, "Coefficient μ of momentum and nesterov",
      use: optimizers(.momentum, .nesterov)),
    JobOption(
      "beta1", \.beta1, .belowOne, .optimizer, "Decay of the first moment of adam and adamw",
      use: optimizers(.adam, .adamw)),
    JobOption(
      "beta2", \.beta2, .belowOne, .optimizer, "Decay of the second moment of adam and adamw",
      use: optimizers(.adam, .adamw)),
    JobOption(
      "epsilon", \.epsilon, .positive, .optimizer, "Added to the root in adam and adamw",
      use: optimizers(.adam, .adamw)),
    JobOption(
      "weight-decay", \.weightDecay, .notNegative, .optimizer, "Weight decay of adamw",
      use: optimizers(.adamw)),
    JobOption(
      "clip-norm", \.clipNorm, ValueFormat.positive.orNone(), .optimizer,
      "Scale gradients down to this norm; none leaves them", default: "none"),
  ]

  private static func schedules(_ names: ScheduleName...) -> Use {
    Use(selector: "schedule", values: names.map(\.rawValue))
  }

  private static let rate: [JobOption] = [
    JobOption(
      "learning-rate", \.learningRate, .positive, .rate, "Size of a step along the gradient"),
    JobOption(
      "schedule", \.scheduleName, .choice(valueName: "NAME"), .rate,
      "How the rate develops"),
    JobOption(
      "warmup-steps", \.warmupSteps, .whole(0...JobLimits.steps.upperBound), .rate,
      "Steps over which the rate rises to its value"),
    JobOption(
      "decay-every", \.decayEvery, .whole(JobLimits.steps), .rate,
      "Steps between decays of the step schedule", use: schedules(.step)),
    JobOption(
      "decay-factor", \.decayFactor, .share, .rate,
      "Factor of each decay of the step schedule, of each epoch of the exponential one, and of each "
        + "reduction of the plateau one",
      use: schedules(.step, .exponential, .plateau)),
    JobOption(
      "plateau-patience", \.plateauPatience, .whole(JobLimits.epochs), .rate,
      "Epochs in a row without a lower validation loss after which the plateau schedule reduces the rate",
      use: schedules(.plateau)),
    JobOption(
      "final-learning-rate", \.finalLearningRate, .notNegative, .rate,
      "Rate at the end of the cosine schedule, and the least of the plateau one",
      use: schedules(.cosine, .plateau)),
  ]

  /// The cosine schedule depends on the length from its first step on; the others do not.
  private static let lengthMayChange: @Sendable (Job) -> Bool = { $0.scheduleName != .cosine }

  private static func modes(_ names: ConsistencyMode...) -> Use {
    Use(selector: "mode", values: names.map(\.rawValue))
  }

  private static let run: [JobOption] = [
    JobOption("batch", \.batch, .whole(JobLimits.batch), .run, "Samples a step, over all workers"),
    JobOption(
      "micro-batches", \.microBatches, .whole(JobLimits.microBatches), .run,
      "Slices of a batch, shared out among the workers; the weights depend on it, not on the workers",
      default: "\(Job.microBatchesByDefault), or the batch if smaller"),
    JobOption(
      "epochs", \.epochs, ValueFormat.whole(JobLimits.epochs).orNone(), .run,
      "Passes over the training data", mayChangeOnResume: lengthMayChange),
    JobOption(
      "steps", \.steps, ValueFormat.whole(0...JobLimits.steps.upperBound).orNone(), .run,
      "Updates to train for, instead of --epochs; 0 only writes the first weights",
      mayChangeOnResume: lengthMayChange),
    JobOption("seed", \.seed, .seed, .run, "Where all randomness comes from"),
    JobOption(
      "mode", \.mode, .choice(valueName: "MODE"), .run,
      "When the weights move: sync, when a step's gradients have been summed, to the same bits on any "
        + "number of workers; async, with each worker's gradient of a whole step; bounded, likewise, "
        + "but by none that is too stale"),
    JobOption(
      "drop", \.drop, .whole(0...JobLimits.microBatches.upperBound - 1, valueName: "K"), .run,
      "Micro-batches that a step of mode sync leaves out, the last ones to come; the others' sum is "
        + "scaled up", use: modes(.sync)),
    JobOption(
      "staleness", \.staleness, .whole(JobLimits.staleness, valueName: "S"), .run,
      "Updates that a gradient of mode bounded may not have seen; workers wait where it would be "
        + "more, so below the number of workers some always do", use: modes(.bounded)),
    JobOption(
      "compensate", \.compensate, .notNegative, .run,
      "Factor λ of the delay compensation λ g⊙g⊙(θ_now − θ_read) of mode async, 0 for none",
      use: modes(.async)),
    JobOption(
      "skip-non-finite", \.skipsNonFinite, .run,
      flagSummary:
        "Leave out a step whose gradient holds a number that is not finite, and count it, "
        + "instead of failing"),
    JobOption(
      "target-accuracy", \.targetAccuracy, ValueFormat.share.orNone(), .run,
      "Stop at this validation accuracy, such as 0.97", mayChangeOnResume: { _ in true }),
    JobOption(
      "target-loss", \.targetLoss, ValueFormat.notNegative.orNone(), .run,
      "Stop at this validation loss", mayChangeOnResume: { _ in true }),
    JobOption(
      "patience", \.patience, ValueFormat.whole(JobLimits.epochs).orNone(), .run,
      "Stop after so many epochs in a row without a lower validation loss",
      mayChangeOnResume: { _ in true }),
  ]

  private static let checkpoints: [JobOption] = [
    JobOption(
      "checkpoint-every", \.checkpointEvery,
      ValueFormat(
        valueName: "WHEN", form: .suggestions(["epoch"]),
        expectation: "epoch, a number of steps such as 500, or seconds such as 30s",
        read: { CheckpointInterval($0) },
        decode: { json in
          // Steps are a number in JSON as well as a text.
          CheckpointInterval(json.stringValue ?? json.integerValue?.description ?? "")
        },
        encode: { interval in
          if case .steps(let count) = interval { return .integer(Int64(count)) }
          return .string(interval.description)
        }),
      .checkpoints, "When to write one: epoch, steps such as 500, or seconds such as 30s",
      mayChangeOnResume: { _ in true }),
    JobOption(
      "keep-checkpoints", \.checkpointsKept, .whole(JobLimits.checkpointsKept), .checkpoints,
      "How many of the newest to keep", mayChangeOnResume: { _ in true }),
  ]
}
