import Synchronization

/// Work that a thread of its own does once, and what came of it.
public final class BackgroundResult<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)

  /// Begins the work.
  ///
  /// - Parameter wakeup: signalled when it is done.
  public init(wakeup: Wakeup, _ work: @escaping @Sendable () throws -> Value) {
    let run = { @Sendable [self] in
      let value = Result(catching: work)
      result.withLock { $0 = value }
      wakeup.signal()
    }
    // Without a thread to spare, it is done at once.
    if !startThread(run) { run() }
  }

  /// The result, once: nil before it is there and after it was taken.
  public func take() -> Result<Value, any Error>? {
    result.withLock { result in
      defer { result = nil }
      return result
    }
  }
}
