import CommandLineParsing
import Jobs
import Learning
import Platform

/// The options by which `evaluate` and `predict` name a model and data to try it on.
enum MeasuredDataOptions {
  static let options: [CommandOption] = [
    CommandOption(
      "checkpoint", value: "FILE", form: .file,
      summary: "The model: a checkpoint, or a run's folder for its newest one", isRequired: true),
    CommandOption(
      "data", value: "SPEC",
      form: .suggestions(["digits", "mnist:", "idx:", "csv:", "libsvm:", "npy:"]),
      summary: "The data: digits, mnist:DIR, idx:IMAGES,LABELS, csv:FILE, libsvm:FILE or "
        + "npy:FEATURES,LABELS, the last three read like the job's where nothing else is said",
      default: "the job's validation data", topic: .dataOptions),
    CommandOption(
      "split", value: "PART", form: .choices(["training", "validation"]),
      summary: "Which part of digits, of mnist:DIR or of the job's own data",
      default: "validation"),
    CommandOption(
      "data-dir", value: "DIR", form: .folder,
      summary: "Where to look for the files that the job names, instead of where it says"),
  ]

  /// The model and the data that the arguments name.
  static func read(
    _ arguments: ParsedArguments, for purpose: MeasuredData.Purpose
  ) throws -> (path: String, model: SavedModel, data: MeasuredData) {
    guard let path = arguments.text("checkpoint") else {
      preconditionFailure("the parser lets no command run without a required option")
    }
    // What can be told from the arguments alone is told before anything is read.
    let specification = try arguments.text("data").map { try DataSpecification($0) }
    let split: DataSplit? = arguments.text("split").map {
      $0 == "training" ? .training : .validation
    }
    try RoomCheck.matrices()
    let checkpoint = try CheckpointArgument(path)
    let model = try checkpoint.model()
    let data = try MeasuredData(
      for: model, specification, split: split, folder: arguments.text("data-dir"),
      purpose: purpose, reading: { try Files.contents(ofFileOrPipe: $0) },
      memory: { ThisProcess.availableMemory })
    return (checkpoint.path, model, data)
  }
}
