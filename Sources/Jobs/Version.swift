/// The version of all programs of a build.
public enum Version {
  /// `x.y.z`, by semantic versioning.
  public static let current = "0.1.0"
}
