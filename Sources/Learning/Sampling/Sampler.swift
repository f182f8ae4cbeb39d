import Tensors

/// Which samples make up which micro-batch of which step: a pure function of the seed, so that no
/// worker owns any state.
///
/// Each epoch visits every sample exactly once in an order of its own. A step takes the next
/// `batch` samples of that order; the last step of an epoch takes what is left.
public struct Sampler: Sendable {
  /// How many samples the data set has.
  public let sampleCount: Int
  /// How many samples a step has, but the last of an epoch may have fewer.
  public let batch: Int
  /// Into how many micro-batches a step is divided.
  public let microBatches: Int
  /// What the order of the samples depends on.
  public let seed: UInt64

  /// A sampler; all counts are at least 1.
  public init(sampleCount: Int, batch: Int, microBatches: Int, seed: UInt64) {
    precondition(sampleCount >= 1 && batch >= 1 && microBatches >= 1)
    self.sampleCount = sampleCount
    self.batch = batch
    self.microBatches = microBatches
    self.seed = seed
  }

  /// How many steps visit every sample once.
  public var stepsPerEpoch: UInt64 {
    UInt64((sampleCount - 1) / batch + 1)
  }

  /// How many samples a micro-batch has at most.
  public var largestMicroBatch: Int { (batch - 1) / microBatches + 1 }

  /// The epoch, counted from 0, to which a step belongs.
  public func epoch(ofStep step: UInt64) -> UInt64 {
    step / stepsPerEpoch
  }

  /// How many samples a step has: `batch`, or what is left of its epoch.
  public func samplesInStep(_ step: UInt64) -> Int {
    min(batch, sampleCount - firstPosition(ofStep: step))
  }

  /// How many samples a micro-batch has; 0 is possible where a step has fewer samples than
  /// micro-batches.
  public func count(step: UInt64, microBatch: Int) -> Int {
    positions(step: step, microBatch: microBatch).count
  }

  /// Where a micro-batch's first sample stands among the step's samples.
  public func positionInStep(_ step: UInt64, microBatch: Int) -> Int {
    positions(step: step, microBatch: microBatch).lowerBound - firstPosition(ofStep: step)
  }

  /// Writes the indexes of a micro-batch's samples to `indexes`, which has room for them, and
  /// answers how many they are.
  public func indexes(
    step: UInt64, microBatch: Int, into indexes: UnsafeMutableBufferPointer<Int>
  ) -> Int {
    let positions = positions(step: step, microBatch: microBatch)
    precondition(positions.count <= indexes.count)
    let order = KeyedPermutation(count: sampleCount, key: (seed, epoch(ofStep: step)))
    for (slot, position) in positions.enumerated() {
      indexes[slot] = order[position]
    }
    return positions.count
  }

  /// The micro-batch's positions in its epoch's order: of the b samples of the step, slice i of M
  /// is i·b/M ..< (i+1)·b/M, rounded down.
  private func positions(step: UInt64, microBatch: Int) -> Range<Int> {
    precondition(microBatch >= 0 && microBatch < microBatches)
    let first = firstPosition(ofStep: step)
    let samples = samplesInStep(step)
    return first + microBatch * samples / microBatches..<first + (microBatch + 1) * samples
      / microBatches
  }

  private func firstPosition(ofStep step: UInt64) -> Int {
    Int(step % stepsPerEpoch) * batch
  }
}
