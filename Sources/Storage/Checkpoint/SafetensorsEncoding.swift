import Text

extension Safetensors {
  /// The bytes that come before the tensors' own: N, and the JSON padded with spaces, so that the
  /// tensors start at a multiple of 8.
  public func encoded() -> [UInt8] {
    var members: [JSON.Member] = []
    if !metadata.isEmpty {
      let texts = metadata.map { JSON.Member($0.key, .string($0.value)) }
      members.append(JSON.Member(Self.metadataKey, .object(texts)))
    }
    for tensor in tensors {
      members.append(
        JSON.Member(
          tensor.name,
          [
            "dtype": .string(tensor.dtype.rawValue),
            "shape": .array(tensor.shape.map { .integer(Int64($0)) }),
            "data_offsets": [
              .integer(Int64(tensor.range.lowerBound)), .integer(Int64(tensor.range.upperBound)),
            ],
          ]))
    }
    let text = JSON.object(members).encoded()
    let padding = (8 - text.count % 8) % 8
    let headerByteCount = text.count + padding
    precondition(headerByteCount <= Self.headerByteCountMaximum)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + headerByteCount)
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: headerByteCount >> shift))
    }
    bytes += text
    bytes += repeatElement(UInt8(ascii: " "), count: padding)
    return bytes
  }
}
