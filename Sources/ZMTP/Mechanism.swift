/// How two ends make sure of each other (ZMTP 3, RFC 37): not at all, or by CURVE keys (RFC 26).
public enum Mechanism: String, Sendable {
  /// Nobody proves anything and nothing is encrypted.
  case null = "NULL"
  /// Both ends prove themselves by keys, and all that is sent is encrypted.
  case curve = "CURVE"
}
