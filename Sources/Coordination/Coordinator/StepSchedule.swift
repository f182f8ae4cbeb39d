/// Which samples a step has and when a run is over. An epoch's last step takes what is left, so that
/// none is lost.
public struct StepSchedule: Equatable, Sendable {
  let samples: UInt64
  let batch: UInt64
  /// How many steps an epoch has.
  public let stepsPerEpoch: UInt64
  /// How many steps the run has.
  public let totalSteps: UInt64

  /// The steps of a run over data of so many training samples.
  public init(samples: Int, batch: Int, length: CoordinatorConfiguration.Length) {
    self.samples = UInt64(samples)
    self.batch = UInt64(batch)
    stepsPerEpoch = (self.samples + self.batch - 1) / self.batch
    switch length {
    case .epochs(let epochs): totalSteps = epochs * stepsPerEpoch
    case .steps(let steps): totalSteps = steps
    }
  }

  /// The samples of the step that turns version `step` into the next.
  public func samples(inStep step: UInt64) -> Int {
    Int(min(batch, samples - step % stepsPerEpoch * batch))
  }

  /// The samples of slice `slice` of `slices` of such a step: from slice · n / slices, rounded down,
  /// to where the next begins.
  public func samples(inStep step: UInt64, slice: Int, of slices: Int) -> Int {
    let all = samples(inStep: step)
    return (slice + 1) * all / slices - slice * all / slices
  }

  /// How many epochs have begun when `version` updates are applied.
  func epoch(atVersion version: UInt64) -> UInt64 {
    (version + stepsPerEpoch - 1) / stepsPerEpoch
  }

  func isEndOfEpoch(_ version: UInt64) -> Bool {
    version > 0 && version % stepsPerEpoch == 0
  }
}
