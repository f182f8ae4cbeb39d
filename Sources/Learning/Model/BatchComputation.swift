import Tensors

/// Forward and backward passes of a network over batches of samples.
///
/// It owns workspaces for up to `capacity` samples, all allocated when it is made: afterwards no
/// call allocates. It belongs to one thread. For given parameters and samples, in a given order,
/// the results are always the same bits, as products run at the same shapes on one thread and all
/// other sums have a fixed order.
public final class BatchComputation {
  /// The shape of the network.
  public let network: Network
  /// What it learns.
  public let task: Task
  /// What a multiclass classifier minimizes; means nothing for other tasks.
  public let classificationLoss: ClassificationLoss
  /// What the loss of a sample is multiplied by while the network learns, by its class; nil where all
  /// weigh the same.
  public let classWeights: [Float]?
  /// What is dropped while the network learns; nil for nothing.
  public let dropout: Dropout?
  /// The greatest number of samples of one batch.
  public let capacity: Int

  private let layers: [Layer]
  /// For each hidden layer, where there is dropout.
  private let dropped: [DroppedLayer]
  private let inputs: AlignedBuffer
  /// Gradients of layers' outputs, two of them, which layers take in turn on the way back.
  private let outputGradients: (AlignedBuffer, AlignedBuffer)

  /// Allocates for batches of up to `capacity` samples.
  public init(
    network: Network, task: Task, classificationLoss: ClassificationLoss = .crossEntropy,
    classWeights: [Float]? = nil, dropout: Dropout? = nil, capacity: Int
  ) {
    precondition(capacity > 0)
    precondition(classWeights == nil || task != .regression, "values have no classes")
    self.network = network
    self.task = task
    self.classificationLoss = classificationLoss
    self.classWeights = classWeights
    self.dropout = dropout
    self.capacity = capacity
    inputs = AlignedBuffer(count: capacity * network.inputCount)
    var layers: [Layer] = []
    var offset = 0
    var widest = 0
    for index in 0..<network.layerCount {
      let (inputCount, outputCount) = (network.sizes[index], network.sizes[index + 1])
      let biasOffset = offset + inputCount * outputCount
      let isLast = index == network.layerCount - 1
      layers.append(
        Layer(
          inputCount: inputCount, outputCount: outputCount,
          activation: isLast ? network.outputActivation : network.activation,
          weightOffset: offset, biasOffset: network.hasBias ? biasOffset : nil,
          capacity: capacity))
      offset = biasOffset + (network.hasBias ? outputCount : 0)
      widest = max(widest, outputCount)
    }
    self.layers = layers
    dropped =
      dropout == nil
      ? [] : layers.dropLast().map { DroppedLayer(width: $0.outputCount, capacity: capacity) }
    outputGradients = (
      AlignedBuffer(count: capacity * widest), AlignedBuffer(count: capacity * widest)
    )
  }

  /// The bytes that a computation of this capacity allocates.
  public static func bytes(network: Network, hasDropout: Bool, capacity: Int) -> Int {
    let hidden = network.sizes.dropFirst().dropLast().reduce(0, +)
    let values = network.inputCount + hidden + network.outputCount
    let derivatives =
      (network.activation == .gelu ? hidden : 0)
      + (network.outputActivation == .gelu ? network.outputCount : 0)
    let gradients = 2 * (network.sizes.dropFirst().max() ?? 0)
    let perSample = values + derivatives + gradients + (hasDropout ? 2 * hidden : 0)
    return capacity * perSample * MemoryLayout<Float>.stride
  }

  /// Forward and backward: writes scale · Σ_i w_i ∇ℓ(x_i, y_i, θ) over the samples to `gradient`
  /// (`parameterCount` floats, overwritten) and returns Σ_i w_i ℓ, not scaled; w_i is the weight of
  /// sample i's class, 1 without class weights. Where there is dropout, `place` says which masks apply.
  ///
  /// `samples` are indexes into `data`, at most `capacity` of them; none give a zero gradient and 0.
  /// `data` fits the network (``Network/check(_:task:)``), and `parameters` need only be aligned as
  /// floats are.
  public func gradient(
    of samples: UnsafeBufferPointer<Int>, in data: Dataset, at parameters: UnsafePointer<Float>,
    scale: Float, place: Dropout.Place? = nil, into gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    precondition(dropout == nil || place != nil, "the masks' place is missing")
    let selection = SampleSelection.indexes(samples)
    let rows = selection.count
    guard rows > 0 else {
      gradient.update(repeating: 0, count: network.parameterCount)
      return 0
    }
    forward(selection, in: data, at: parameters, keepingDerivatives: true, dropping: place)
    var (above, below) = (outputGradients.0.pointer, outputGradients.1.pointer)
    let loss = lossAndGradient(
      selection, in: data, scale: scale, weights: classWeights, into: above)
    var index = layers.count - 1
    while index > 0 {
      layers[index].backward(
        above, inputs: results(ofHidden: index - 1, dropping: place), rows: rows, at: parameters,
        into: gradient, inputGradients: below)
      swap(&above, &below)
      index -= 1
      if !dropped.isEmpty { dropped[index].backward(above, rows: rows) }
    }
    // Nobody asks for the gradient of the features.
    layers[0].backward(
      above, inputs: inputs.pointer, rows: rows, at: parameters, into: gradient,
      inputGradients: nil)
    return loss
  }

  /// Forward only: the loss and the right answers over a range of samples of `data`, at most
  /// `capacity` of them.
  public func evaluate(
    _ samples: Range<Int>, in data: Dataset, at parameters: UnsafePointer<Float>
  ) -> EvaluationTally {
    var tally = EvaluationTally(task: task)
    guard !samples.isEmpty else { return tally }
    let selection = SampleSelection.range(samples)
    forward(selection, in: data, at: parameters, keepingDerivatives: false)
    tally.samples = samples.count
    tally.lossSum = lossAndGradient(
      selection, in: data, scale: 1, weights: nil, into: outputGradients.0.pointer)
    tally.correct = correctAnswers(selection, in: data)
    return tally
  }

  /// As ``evaluate(_:in:at:)``, with each sample's answers and the class that they name.
  ///
  /// - Parameters:
  ///   - answers: takes what ``predict(_:in:at:into:)`` gives.
  ///   - body: takes a sample's index, its answers, valid during the call only, and the class that was
  ///     counted as its answer: nil in a regression, and where an answer is NaN.
  public func evaluate(
    _ samples: Range<Int>, in data: Dataset, at parameters: UnsafePointer<Float>,
    answers: UnsafeMutablePointer<Float>, _ body: (Int, UnsafePointer<Float>, Int?) -> Void
  ) -> EvaluationTally {
    let tally = evaluate(samples, in: data, at: parameters)
    copyAnswers(rows: samples.count, into: answers)
    let width = network.outputCount
    let outputs = layers[layers.count - 1].values.pointer
    for row in 0..<samples.count {
      body(
        samples.lowerBound + row, answers + row * width, answeredClass(outputs + row * width))
    }
    return tally
  }

  /// Forward only: the answers for a range of samples of `data`, at most `capacity` of them, as
  /// users want them, row-major [samples, outputs].
  ///
  /// Regression: the values. Binary: the probability of class 1. Multiclass: each class's
  /// probability; after training with squared errors the outputs, which estimate it.
  public func predict(
    _ samples: Range<Int>, in data: Dataset, at parameters: UnsafePointer<Float>,
    into outputs: UnsafeMutablePointer<Float>
  ) {
    guard !samples.isEmpty else { return }
    forward(.range(samples), in: data, at: parameters, keepingDerivatives: false)
    copyAnswers(rows: samples.count, into: outputs)
  }

  /// The answers of the rows that the last forward pass left.
  private func copyAnswers(rows: Int, into outputs: UnsafeMutablePointer<Float>) {
    let width = network.outputCount
    let results = layers[layers.count - 1].values.pointer
    for row in 0..<rows {
      let (result, output) = (results + row * width, outputs + row * width)
      switch task {
      case .regression: output.update(from: result, count: width)
      case .binary: for j in 0..<width { output[j] = Sigmoid.value(result[j]) }
      case .multiclass where classificationLoss == .squared:
        output.update(from: result, count: width)
      case .multiclass: _ = Softmax.normalize(result, into: output, count: width)
      }
    }
  }

  private func forward(
    _ samples: SampleSelection, in data: Dataset, at parameters: UnsafePointer<Float>,
    keepingDerivatives: Bool, dropping place: Dropout.Place? = nil
  ) {
    let rows = samples.count
    precondition(rows <= capacity, "the batch is larger than the capacity")
    precondition(data.featureCount == network.inputCount, "the data does not fit the network")
    samples.gather(from: data, into: inputs.pointer)
    var masks: DropoutMask?
    if let dropout, let place { masks = dropout.masks(ofStep: place.step) }
    var activations = inputs.pointer
    for index in 0..<layers.count {
      layers[index].forward(
        activations, rows: rows, at: parameters, keepingDerivatives: keepingDerivatives)
      activations = layers[index].values.pointer
      if let masks, let place, index < dropped.count {
        dropped[index].forward(
          activations, rows: rows, masks: masks, position: place.position, layer: index)
        activations = dropped[index].values.pointer
      }
    }
  }

  /// What the layer above a hidden one took in the last forward pass.
  private func results(
    ofHidden index: Int, dropping place: Dropout.Place?
  ) -> UnsafeMutablePointer<Float> {
    dropped.isEmpty || place == nil
      ? layers[index].values.pointer : dropped[index].values.pointer
  }

  /// Σ_i w_i ℓ over the rows that the last forward pass left, and scale · w_i · ∂ℓ_i/∂f_i in row i of
  /// `gradients`; w_i is 1 without weights.
  private func lossAndGradient(
    _ samples: SampleSelection, in data: Dataset, scale: Float, weights: [Float]?,
    into gradients: UnsafeMutablePointer<Float>
  ) -> Double {
    let width = network.outputCount
    let outputs = layers[layers.count - 1].values.pointer
    var sum = 0.0
    switch data.targets {
    case .values(let values, let targetWidth):
      precondition(task == .regression && targetWidth == width, "the targets do not fit the task")
      values.withUnsafeBufferPointer { values in
        for row in 0..<samples.count {
          let (output, gradient) = (outputs + row * width, gradients + row * width)
          let sample = samples[row]
          precondition(
            sample >= 0 && sample < values.count / width, "a sample's index is out of range")
          guard let base = values.baseAddress else { continue }
          let target = base + sample * width
          sum += SquaredError.loss(output, target: target, count: width)
          SquaredError.gradient(
            output, target: target, count: width, scale: scale, into: gradient)
        }
      }
    case .classes(let labels, _):
      precondition(task != .regression, "the targets do not fit the task")
      let labelLimit = task == .binary ? 2 : width
      precondition(task != .binary || width == 1, "binary classification takes one output")
      labels.withUnsafeBufferPointer { labels in
        for row in 0..<samples.count {
          let (output, gradient) = (outputs + row * width, gradients + row * width)
          let sample = samples[row]
          precondition(
            sample >= 0 && sample < labels.count, "a sample's index is out of range")
          let label = Int(labels[sample])
          precondition(label < labelLimit, "a label is out of range")
          let weight = weights?[label] ?? 1
          let loss: Double
          if task == .binary {
            loss = BernoulliLoss.loss(output[0], label: label)
            gradient[0] = scale * weight * BernoulliLoss.gradient(output[0], label: label)
          } else if classificationLoss == .squared {
            loss = SquaredError.lossAndGradient(
              output, label: label, count: width, scale: scale * weight, into: gradient)
          } else {
            loss = CategoricalLoss.loss(
              output, label: label, count: width, probabilities: gradient)
            CategoricalLoss.gradient(
              fromProbabilities: gradient, label: label, count: width, scale: scale * weight)
          }
          sum += Double(weight) * loss
        }
      }
    }
    return sum
  }

  /// How many rows that the last forward pass left name their label.
  private func correctAnswers(_ samples: SampleSelection, in data: Dataset) -> Int {
    guard case .classes(let labels, _) = data.targets else { return 0 }
    let width = network.outputCount
    let outputs = layers[layers.count - 1].values.pointer
    var correct = 0
    for row in 0..<samples.count {
      correct += answeredClass(outputs + row * width) == Int(labels[samples[row]]) ? 1 : 0
    }
    return correct
  }

  /// The class that a sample's outputs name; nil in a regression, and where one of them is NaN.
  private func answeredClass(_ outputs: UnsafePointer<Float>) -> Int? {
    switch task {
    case .regression: nil
    case .binary: outputs[0].isNaN ? nil : outputs[0] > 0 ? 1 : 0
    case .multiclass: greatestIndex(outputs, count: network.outputCount)
    }
  }

  /// The index of the greatest value, the first of equals; nil where a value is NaN.
  private func greatestIndex(_ values: UnsafePointer<Float>, count: Int) -> Int? {
    var greatest = 0
    for j in 0..<count {
      if values[j].isNaN { return nil }
      if values[j] > values[greatest] { greatest = j }
    }
    return greatest
  }
}
