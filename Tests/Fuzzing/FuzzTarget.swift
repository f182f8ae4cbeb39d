/// A format, and what must hold for any bytes of it. A trap, a report of the address sanitizer, memory
/// or time without bound, and a broken `check` are findings.
struct FuzzTarget: Sendable {
  /// The name by which `scripts/fuzz` knows it.
  let name: String
  /// Inputs that begin the corpus: one of each form, small.
  let seeds: @Sendable () -> [[UInt8]]
  /// Takes an input to what reads the format.
  let run: @Sendable (_ bytes: [UInt8]) -> Void

  init(
    _ name: String, seeds: @escaping @Sendable () -> [[UInt8]],
    run: @escaping @Sendable (_ bytes: [UInt8]) -> Void
  ) {
    self.name = name
    self.seeds = seeds
    self.run = run
  }

  /// Every format that is read from a file or a connection.
  static let all: [FuzzTarget] = [
    .connection, .encryptedConnection, .workerConnection, .encryptedWorkerConnection, .frames,
    .checkpoint, .modelData, .json, .job, .specification, .csv, .libsvm, .idx, .npy, .keys, .runLog,
    .appliedLog, .hostfile, .generation,
  ]
}

/// Ends the process, which the fuzzer takes for a finding, where something does not hold.
func check(_ condition: Bool, _ message: String) {
  if !condition { fatalError(message) }
}

/// The bytes of texts.
func texts(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

/// Bytes that choose how the rest of an input is read, taken from its front.
struct Choices {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  /// A number below `count`; 0 where no byte is left.
  mutating func below(_ count: Int) -> Int { Int(rest.popFirst() ?? 0) % count }

  mutating func one<Choice>(of choices: [Choice]) -> Choice { choices[below(choices.count)] }
}
