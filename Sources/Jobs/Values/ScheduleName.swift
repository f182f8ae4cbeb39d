/// The shapes of a learning rate over time; their formulas are at `LearningRateSchedule.Shape`.
public enum ScheduleName: String, CaseIterable, Sendable {
  case constant, step, cosine, exponential, plateau
}
