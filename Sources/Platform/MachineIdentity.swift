/// Which machine this is.
public enum MachineIdentity {
  /// What the kernel drew when it started: equal for all hosts, containers and namespaces of one
  /// machine. Empty where the system does not say.
  public static var bootID: String {
    guard let bytes = try? Files.rawContents(of: bootIDPath) else { return "" }
    return String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
  }

  /// The file that it can be read from.
  public static let bootIDPath = "/proc/sys/kernel/random/boot_id"
}
