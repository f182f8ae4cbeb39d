extension Dataset {
  /// A number that two data sets share if, and as good as only if, all their samples are the same.
  ///
  /// XXH64 over, in this order: sampleCount, featureCount, the kind of features (0 bytes, 1 floats),
  /// the bits of their scale (1 for floats), the kind of targets (0 classes, 1 values) and their
  /// count or width, each as a 64-bit integer; the features; the targets; all little-endian.
  public var fingerprint: UInt64 {
    var hash = XXH64()
    self.hash(into: &hash)
    return hash.finish()
  }

  /// Goes on with all that tells these samples from others.
  func hash(into hash: inout XXH64) {
    hash.update(UInt64(sampleCount))
    hash.update(UInt64(featureCount))
    switch features {
    case .bytes(_, let scale):
      hash.update(0)
      hash.update(UInt64(scale.bitPattern))
    case .floats:
      hash.update(1)
      hash.update(UInt64(Float(1).bitPattern))
    }
    switch targets {
    case .classes(_, let count):
      hash.update(0)
      hash.update(UInt64(count))
    case .values(_, let width):
      hash.update(1)
      hash.update(UInt64(width))
    }
    switch features {
    case .bytes(let bytes, _): bytes.withUnsafeBytes { hash.update($0) }
    case .floats(let values): values.withUnsafeBytes { hash.update($0) }
    }
    switch targets {
    case .classes(let classes, _): classes.withUnsafeBytes { hash.update($0) }
    case .values(let values, _): values.withUnsafeBytes { hash.update($0) }
    }
  }
}
