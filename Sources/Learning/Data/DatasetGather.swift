extension Dataset {
  /// Writes the features of the samples at `indexes` to `rows`, row-major, as floats.
  func gather(_ indexes: UnsafeBufferPointer<Int>, into rows: UnsafeMutablePointer<Float>) {
    let width = featureCount
    switch features {
    case .bytes(let bytes, let scale):
      bytes.withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return }
        for (row, index) in indexes.enumerated() {
          let source = base + index * width
          let target = rows + row * width
          for j in 0..<width { target[j] = Float(source[j]) * scale }
        }
      }
    case .floats(let floats):
      floats.withUnsafeBufferPointer { floats in
        guard let base = floats.baseAddress else { return }
        for (row, index) in indexes.enumerated() {
          (rows + row * width).update(from: base + index * width, count: width)
        }
      }
    }
  }

  /// Writes the features of a range of samples to `rows`, row-major, as floats.
  func gather(_ range: Range<Int>, into rows: UnsafeMutablePointer<Float>) {
    let width = featureCount
    let start = range.lowerBound * width
    switch features {
    case .bytes(let bytes, let scale):
      bytes.withUnsafeBufferPointer { bytes in
        for j in 0..<range.count * width { rows[j] = Float(bytes[start + j]) * scale }
      }
    case .floats(let floats):
      floats.withUnsafeBufferPointer { floats in
        for j in 0..<range.count * width { rows[j] = floats[start + j] }
      }
    }
  }
}
