extension Dataset {
  /// Copies samples' features as floats, a row each, into `rows` [indexes.count, featureCount].
  ///
  /// Nothing is allocated. Each index must be one of a sample.
  public func gather(
    _ indexes: UnsafeBufferPointer<Int>, into rows: UnsafeMutablePointer<Float>
  ) {
    switch features {
    case .bytes(let bytes, let scale):
      bytes.withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return }
        for (row, index) in indexes.enumerated() {
          precondition(index >= 0 && index < sampleCount)
          widen(base + index * featureCount, scale, rows + row * featureCount, featureCount)
        }
      }
    case .floats(let values):
      values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        for (row, index) in indexes.enumerated() {
          precondition(index >= 0 && index < sampleCount)
          (rows + row * featureCount).update(
            from: base + index * featureCount, count: featureCount)
        }
      }
    }
  }

  /// Copies the features of samples that follow each other; see the other overload.
  public func gather(_ range: Range<Int>, into rows: UnsafeMutablePointer<Float>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= sampleCount)
    let start = range.lowerBound * featureCount
    let count = range.count * featureCount
    switch features {
    case .bytes(let bytes, let scale):
      bytes.withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return }
        widen(base + start, scale, rows, count)
      }
    case .floats(let values):
      values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        rows.update(from: base + start, count: count)
      }
    }
  }
}

/// floats[i] = bytes[i] · scale
private func widen(
  _ bytes: UnsafePointer<UInt8>, _ scale: Float, _ floats: UnsafeMutablePointer<Float>, _ count: Int
) {
  for index in 0..<count {
    floats[index] = Float(bytes[index]) * scale
  }
}
