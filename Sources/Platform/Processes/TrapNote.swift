import Glibc

/// What is said on standard error where the program traps on a broken precondition: on what its
/// thread was at work.
public enum TrapNote {
  /// How many threads can leave a note.
  public static let slotsMax = 256
  private static let textBytesMax = 256

  // Made before any trap, since a handler may not ask for memory.
  private nonisolated(unsafe) static let texts: UnsafeMutablePointer<UInt8> = {
    let texts = UnsafeMutablePointer<UInt8>.allocate(capacity: slotsMax * textBytesMax)
    texts.initialize(repeating: 0, count: slotsMax * textBytesMax)
    return texts
  }()
  private nonisolated(unsafe) static let threads: UnsafeMutablePointer<pthread_t> = {
    let threads = UnsafeMutablePointer<pthread_t>.allocate(capacity: slotsMax)
    threads.initialize(repeating: pthread_t(), count: slotsMax)
    return threads
  }()

  /// Has the notes written from now on.
  public static func enable() {
    _ = (texts, threads)
    for number in [SIGILL, SIGTRAP] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        TrapNote.write()
        // The instruction is run again, and the program ends as it would have.
        signal(number, SIG_DFL)
      }
      sigaction(number, &action, nil)
    }
  }

  /// What the calling thread does from now on: a line without its end.
  ///
  /// - Parameter slot: another for each thread, from 0.
  public static func set(_ text: String, slot: Int) {
    precondition(slot >= 0 && slot < slotsMax)
    let place = texts + slot * textBytesMax
    var count = 0
    for byte in text.utf8.prefix(textBytesMax - 2) {
      place[count] = byte
      count += 1
    }
    place[count] = UInt8(ascii: "\n")
    place[count + 1] = 0
    threads[slot] = pthread_self()
  }

  /// Nothing but what POSIX allows in a handler.
  private static func write() {
    let own = pthread_self()
    for slot in 0..<slotsMax where pthread_equal(threads[slot], own) != 0 {
      let text = texts + slot * textBytesMax
      var count = 0
      while text[count] != 0 { count += 1 }
      _ = Glibc.write(STDERR_FILENO, text, count)
    }
  }
}
