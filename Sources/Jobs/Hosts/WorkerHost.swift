import CommandLineParsing
import Coordination

/// A host that a launch starts workers on.
public struct WorkerHost: Equatable, Sendable {
  /// As the remote shell takes it: `h1`, `user@h1`, `10.0.0.7`.
  public let address: String
  /// How many workers.
  public let slots: Int

  /// A host with so many workers.
  public init(address: String, slots: Int) {
    self.address = address
    self.slots = slots
  }

  /// The host without the user.
  public var name: String {
    address.lastIndex(of: "@").map { String(address[address.index(after: $0)...]) } ?? address
  }

  /// Checks the address, which a remote shell will get as an argument: nothing that it, or a shell,
  /// could take for something else.
  ///
  /// - Returns: what is wrong; nil if nothing is.
  public static func mistake(inAddress address: some StringProtocol) -> String? {
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    let isWhole =
      parts.count <= 2
      && parts.allSatisfy { part in
        !part.isEmpty && part.first != "-" && part.first != "." && part.utf8.allSatisfy(isPlain)
      }
    return isWhole ? nil : "'\(address)' is not the name or IPv4 address of a host"
  }

  /// How many workers a text says.
  ///
  /// - Returns: nil where it is no number that a host could have.
  public static func slots(_ text: some StringProtocol) -> Int? {
    Int(text).flatMap { 1...Limits.sessionsMax ~= $0 ? $0 : nil }
  }

  private static func isPlain(_ character: UInt8) -> Bool {
    switch character {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

extension [WorkerHost] {
  /// Workers on all of them.
  public var slots: Int { reduce(0) { $0 + $1.slots } }

  /// Checks what only the whole list can show.
  ///
  /// - Parameter source: what errors call the list.
  public func checked(_ source: String) throws(UsageError) -> [WorkerHost] {
    guard !isEmpty else { throw UsageError("\(source) names no host") }
    guard slots <= Limits.sessionsMax else {
      throw UsageError(
        "\(source) has \(slots) workers, and a server takes \(Limits.sessionsMax) at most")
    }
    return self
  }
}
