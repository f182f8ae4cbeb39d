/// How many more bytes this process may take now. Sources of data ask it before they take memory that
/// a small file can ask for, since memory that is not there ends a process without a word.
public typealias AvailableMemory = @Sendable () -> Int

/// Checks that there is memory for so many floats.
///
/// - Parameter what: what they are, in the plural.
func checkMemory(
  _ memory: AvailableMemory, floats count: Int, _ what: String, file: String
) throws(DataError) {
  let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Float>.stride)
  let available = memory()
  guard !overflow, bytes <= available else {
    throw DataError(
      file,
      "\(what) need \(overflow ? "more" : "\(bytes)") bytes of memory, and \(available) are available here"
    )
  }
}
