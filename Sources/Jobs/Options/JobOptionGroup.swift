/// The headings of the job's options in the help.
enum JobOptionGroup: String, CaseIterable {
  case data = "Data"
  case model = "Model"
  case objective = "Objective"
  case optimizer = "Optimizer"
  case rate = "Learning rate"
  case run = "Run"
  case checkpoints = "Checkpoints"
}
