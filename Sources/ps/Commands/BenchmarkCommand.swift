import Benchmarking
import CommandLineParsing
import Coordination
import Jobs
import Platform
import Tensors
import Text

/// `ps benchmark`: what this machine can do.
enum BenchmarkCommand: ServerCommand {
  private static let optimizers = OptimizerName.allCases.map(\.rawValue)

  static let command = Command(
    "benchmark", summary: "Measure what this machine can do",
    discussion: [
      "gemm: the matrix products of a step, the limit of one thread.  step: a real forward and "
        + "backward pass beside that limit.  update: the sum of pushes and the optimizer, beside "
        + "memcpy.  link: a message there and back, by payload and transport.  round: a whole step of server and "
        + "workers without computing.",
      "What is compared is measured in turn, in one loop. Figures are medians, with the quartiles.",
      "Between two hosts: ps benchmark link --bind ENDPOINT on one and ps benchmark link --connect "
        + "ENDPOINT on the other find out whether all gets there as it was sent, by the keys that are "
        + "to be used, and how fast.",
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
    ] + LinkProbe.options)

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let settings = try settings(arguments)
    if let end = try LinkProbe.end(arguments) {
      guard arguments.operands.first == Benchmark.link.rawValue else {
        throw UsageError("--bind and --connect are for ps benchmark link")
      }
      return try probe(end, settings, arguments)
    }
    let chosen = arguments.operands.first.flatMap(Benchmark.init(rawValue:)).map { [$0] }
    let showsJSON = arguments.isSet("json")
    try RoomCheck.matrices()
    // As the server and the workers do.
    ThisProcess.keepFreedMemory()
    var tables: [JSON] = []
    for (index, benchmark) in (chosen ?? Benchmark.allCases).enumerated() {
      do {
        let table = try benchmark.run(settings)
        tables.append(table.json)
        if !showsJSON { try Console.output((index == 0 ? "" : "\n") + table.text) }
      } catch let error as OutputError {
        throw error
      } catch {
        throw RunFailure("\(benchmark.rawValue): \(error)")
      }
    }
    if showsJSON { try show(tables, settings) }
    return ExitCode.success.rawValue
  }

  private static func probe(
    _ end: LinkProbe.End, _ settings: BenchmarkSettings, _ arguments: ParsedArguments
  ) throws -> Int32 {
    let timeout = Interval.seconds(
      UInt64(try arguments.wholeNumber("timeout", in: 1...86_400) ?? 60))
    ThisProcess.keepFreedMemory()
    switch end {
    case .bind(let endpoint, let keys):
      let outcome = try failing { try LinkProbe.respond(at: endpoint, keys, timeout: timeout) }
      let who = outcome.key.map { "key \($0)" } ?? "the other host"
      let damage =
        outcome.damagedPayloads == 0
        ? "none of them damaged" : ProbeCaller.damaged(outcome.damagedPayloads)
      Console.error(
        "ps: answered \(DecimalText.grouped(outcome.answers)) times to \(who), "
          + "\(DecimalText.grouped(outcome.receivedBytes)) bytes came in, \(damage)\n")
      guard outcome.damagedPayloads == 0 else {
        throw RunFailure("link: \(ProbeCaller.damaged(outcome.damagedPayloads)) on the way")
      }
    case .connect(let endpoint, let keys):
      let tables = try failing {
        try ProbeCaller(settings, connectingTo: endpoint, keys: keys, timeout: timeout).measure()
      }
      if arguments.isSet("json") {
        try show(tables.map(\.json), settings)
      } else {
        try Console.output(tables.map(\.text).joined(separator: "\n"))
        try Console.output(
          "the way to \(endpoint) is good\(keys == nil ? "" : ", keys included"): nothing was "
            + "damaged\n")
      }
    }
    return ExitCode.success.rawValue
  }

  /// What fails is no mistake in the arguments, unless it says so.
  private static func failing<Answer>(_ body: () throws -> Answer) throws -> Answer {
    do {
      return try body()
    } catch let error as UsageError {
      throw error
    } catch let error as LinkError {
      throw UsageError("\(error)")
    } catch {
      throw RunFailure("link: \(error)")
    }
  }

  private static func show(
    _ tables: [JSON], _ settings: BenchmarkSettings
  ) throws(OutputError) {
    let object = JSON.object([
      .init("version", .string(Version.current)),
      .init("processors", .integer(Int64(settings.processors))),
      .init("blas_kernel", .string(BLAS.coreName)),
      .init("benchmarks", .array(tables)),
    ])
    try Console.output(String(decoding: object.encoded(pretty: true), as: UTF8.self) + "\n")
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
