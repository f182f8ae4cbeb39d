/// What a run has come to at a version.
struct RunPoint {
  let parameters: [Float]
  /// The optimizer's state vectors.
  let state: [[Float]]
  /// Mean ℓ of the update that led there; nil where there was none.
  let loss: Double?
  /// The validation losses of the epochs' ends up to there, where the run depends on them.
  var validations: [Double] = []
}
