import Text

/// Reads a run's log piece by piece, and bears what a crash leaves in it: a last line that is cut, and
/// one that another server's first line follows on.
public struct RunLogReading: Sendable {
  /// A line that is longer is no line of a log.
  static let lineBytesMax = 1 << 20
  /// What every line begins with.
  private static let beginning = Array(#"{"time":"#.utf8)

  /// The lines that could not be read, counted from 1: the first of them, and how many.
  public private(set) var unreadable: (first: UInt64, count: UInt64)?
  /// Whether the last line has no end.
  public private(set) var isCut = false
  /// How many lines there are.
  public private(set) var lines: UInt64 = 0

  private var rest: [UInt8] = []
  private var isTooLong = false

  /// Nothing read yet.
  public init() {}

  /// Takes the next bytes of the file, and hands on the entries that end in them.
  public mutating func read(
    _ bytes: UnsafeRawBufferPointer, _ body: (RunLogEntry) -> Void
  ) {
    var start = 0
    while let end = bytes[start...].firstIndex(of: 0x0A) {
      take(bytes[start..<end])
      finishLine(body)
      start = end + 1
    }
    take(bytes[start...])
  }

  /// Takes what stands after the last line end.
  public mutating func finish(_ body: (RunLogEntry) -> Void) {
    guard !rest.isEmpty || isTooLong else { return }
    if !isTooLong, let entry = Self.entry(rest) {
      lines += 1
      body(entry)
    } else {
      isCut = true
    }
    rest.removeAll()
  }

  private mutating func take(_ bytes: Slice<UnsafeRawBufferPointer>) {
    guard rest.count + bytes.count <= Self.lineBytesMax else {
      rest.removeAll()
      isTooLong = true
      return
    }
    if !isTooLong { rest += bytes }
  }

  private mutating func finishLine(_ body: (RunLogEntry) -> Void) {
    lines += 1
    defer {
      rest.removeAll(keepingCapacity: true)
      isTooLong = false
    }
    if !isTooLong, let entry = Self.entry(rest) { return body(entry) }
    guard !rest.isEmpty || isTooLong else { return }
    unreadable = (unreadable?.first ?? lines, (unreadable?.count ?? 0) + 1)
    // The next server writes on where the last one was cut off.
    if !isTooLong, let start = Self.lastBeginning(in: rest), start > 0,
      let entry = Self.entry(Array(rest[start...]))
    {
      body(entry)
    }
  }

  private static func entry(_ line: [UInt8]) -> RunLogEntry? {
    (try? JSON.parse(line)).flatMap { RunLogEntry(json: $0) }
  }

  private static func lastBeginning(in line: [UInt8]) -> Int? {
    guard line.count >= beginning.count else { return nil }
    return (0...line.count - beginning.count).last { start in
      line[start...].starts(with: beginning)
    }
  }
}
