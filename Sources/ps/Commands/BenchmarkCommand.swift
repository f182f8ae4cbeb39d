import Benchmarking
import CommandLineParsing
import Jobs
import Platform
import Tensors
import Wire

/// `ps benchmark`: what this machine can do.
enum BenchmarkCommand: ServerCommand {
  private static let optimizers = OptimizerName.allCases.map(\.rawValue)

  static let command = Command(
    "benchmark", summary: "Measure what this machine can do",
    discussion: [
      "gemm: the matrix products of a step, the limit of one thread.  step: a real forward and "
        + "backward pass beside that limit.  update: the sum of pushes and the optimizer, beside "
        + "memcpy.  link: a message there and back, by payload.  round: a whole step of server and "
        + "workers without computing.",
      "What is compared is measured in turn, in one loop. Figures are medians, with the quartiles.",
    ],
    operands: [
      Operand(
        "BENCHMARK", form: .choices(Benchmark.allCases.map(\.rawValue)),
        summary: "Which one; all of them where none is named", isRequired: false)
    ],
    options: [
      CommandOption(
        "model", value: "SIZES", summary: "Layer sizes from input to output",
        default: "784-512-512-10"),
      CommandOption(
        "micro-batch", value: "N", summary: "Samples of a micro-batch", default: "128"),
      CommandOption(
        "optimizer", value: "NAME", form: .choices(optimizers),
        summary: "The optimizer of update and round", default: "adam"),
      CommandOption(
        "workers", value: "N", summary: "How many workers push, in update and round", default: "2"),
      CommandOption(
        "repeats", value: "N", summary: "How often each thing is measured",
        default: "as often as a few seconds allow"),
      CommandOption(flag: "json", summary: "Print one JSON object"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let settings = try settings(arguments)
    let chosen = arguments.operands.first.flatMap(Benchmark.init(rawValue:)).map { [$0] }
    let showsJSON = arguments.isSet("json")
    // As the server and the workers do.
    ThisProcess.keepFreedMemory()
    var tables: [JSON] = []
    for (index, benchmark) in (chosen ?? Benchmark.allCases).enumerated() {
      do {
        let table = try benchmark.run(settings)
        tables.append(table.json)
        if !showsJSON { Console.output((index == 0 ? "" : "\n") + table.text) }
      } catch {
        throw RunFailure("\(benchmark.rawValue): \(error)")
      }
    }
    if showsJSON {
      let object = JSON.object([
        .init("version", .string(Version.current)),
        .init("processors", .integer(Int64(settings.processors))),
        .init("blas_kernel", .string(BLAS.coreName)),
        .init("benchmarks", .array(tables)),
      ])
      Console.output(String(decoding: object.encoded(pretty: true), as: UTF8.self) + "\n")
    }
    return ExitCode.success.rawValue
  }

  private static func settings(_ arguments: ParsedArguments) throws(UsageError) -> BenchmarkSettings
  {
    let model = arguments.text("model") ?? "784-512-512-10"
    guard case .sizes(let sizes) = ModelSizes(model) else {
      throw UsageError(
        "--model must be layer sizes such as 784-512-512-10, not '\(model)'")
    }
    var settings = BenchmarkSettings(
      network: BenchmarkSettings.network(sizes), processors: ThisProcess.processorCount)
    settings.microBatch =
      try arguments.wholeNumber("micro-batch", in: JobLimits.batch) ?? settings.microBatch
    settings.workers = try arguments.wholeNumber("workers", in: 1...64) ?? settings.workers
    settings.repeats = try arguments.wholeNumber("repeats", in: 1...1_000_000)
    settings.optimizer =
      arguments.text("optimizer").flatMap(OptimizerName.init(rawValue:)) ?? settings.optimizer
    return settings
  }
}
