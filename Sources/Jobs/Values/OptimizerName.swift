/// The optimizers that a job can name; their formulas are at `OptimizerAlgorithm`.
public enum OptimizerName: String, CaseIterable, Sendable {
  case sgd, momentum, nesterov, adam, adamw
}
