/// Who a worker is: the key with which it has proved itself to the link, whatever name it gives itself
/// in its hello.
public struct WorkerKey: Equatable, Sendable {
  /// The key itself, the public one, as text.
  public let publicKey: String
  /// What the operator calls it.
  public let name: String

  /// A key under the operator's name for it.
  public init(publicKey: String, name: String) {
    self.publicKey = publicKey
    self.name = name
  }

  /// Names may change, and one may be given to another key.
  public static func == (left: WorkerKey, right: WorkerKey) -> Bool {
    left.publicKey == right.publicKey
  }
}
