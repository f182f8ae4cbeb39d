extension Safetensors {
  /// A whole file's header, checked against the file's length, and the offset of the data.
  ///
  /// Refused are a header that is too long or not an object, duplicate keys, unknown dtypes, sizes
  /// that do not match shape × dtype, overlaps, holes, truncation and trailing bytes.
  public static func decode(
    _ bytes: UnsafeRawBufferPointer
  ) throws(CheckpointError) -> (header: Safetensors, dataOffset: Int) {
    guard bytes.count >= 8 else { throw .tooShort(byteCount: bytes.count) }
    let announced = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard announced <= UInt64(headerByteCountMaximum) else {
      throw .headerTooLong(byteCount: announced)
    }
    let dataOffset = 8 + Int(announced)
    guard dataOffset <= bytes.count else {
      throw .headerCutShort(byteCount: bytes.count, headerEnd: dataOffset)
    }
    guard announced > 0, bytes[8] == UInt8(ascii: "{") else { throw .headerIsNoObject }
    let header = try decodeHeader(UnsafeRawBufferPointer(rebasing: bytes[8..<dataOffset]))
    let dataByteCount = bytes.count - dataOffset
    guard header.dataByteCount <= dataByteCount else {
      throw .dataCutShort(byteCount: bytes.count, dataByteCount: header.dataByteCount)
    }
    guard header.dataByteCount == dataByteCount else {
      throw .trailingBytes(count: dataByteCount - header.dataByteCount)
    }
    return (header, dataOffset)
  }

  private static func decodeHeader(
    _ text: UnsafeRawBufferPointer
  ) throws(CheckpointError) -> Safetensors {
    let json: JSON
    do { json = try JSON.parse(text) } catch { throw .headerIsNotJSON(error) }
    guard let members = json.objectValue else { throw .headerIsNoObject }
    var metadata: [Metadatum] = []
    var tensors: [Tensor] = []
    for member in members {
      if member.key == metadataKey {
        metadata = try decodeMetadata(member.value)
      } else {
        tensors.append(try decodeTensor(member))
      }
    }
    // Empty tensors take no place, so they come before the one that starts where they do.
    tensors.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var end = 0
    for tensor in tensors {
      let start = tensor.range.lowerBound
      guard start >= end else { throw .overlap(name: tensor.name, start: start, end: end) }
      guard start == end else { throw .hole(name: tensor.name, start: start, end: end) }
      end = tensor.range.upperBound
    }
    return Safetensors(tensors: tensors, metadata: metadata)
  }

  private static func decodeMetadata(_ json: JSON) throws(CheckpointError) -> [Metadatum] {
    guard let members = json.objectValue else { throw .metadataNotText(key: metadataKey) }
    var metadata: [Metadatum] = []
    for member in members {
      guard let text = member.value.stringValue else { throw .metadataNotText(key: member.key) }
      metadata.append(Metadatum(key: member.key, value: text))
    }
    return metadata
  }

  private static func decodeTensor(_ member: JSON.Member) throws(CheckpointError) -> Tensor {
    let name = member.key
    guard member.value.objectValue?.count == 3,
      let dtypeName = member.value["dtype"]?.stringValue,
      let shapeJSON = member.value["shape"]?.arrayValue,
      let offsetsJSON = member.value["data_offsets"]?.arrayValue,
      let shape = sizes(shapeJSON), let offsets = sizes(offsetsJSON), offsets.count == 2,
      offsets[0] <= offsets[1]
    else { throw .malformedTensor(name: name) }
    guard let dtype = DType(rawValue: dtypeName) else {
      throw .unknownDType(name: name, dtype: dtypeName)
    }
    var byteCount = dtype.byteCount
    for size in shape {
      let (product, overflow) = byteCount.multipliedReportingOverflow(by: size)
      guard !overflow else { throw .tensorTooLarge(name: name) }
      byteCount = product
    }
    let range = offsets[0]..<offsets[1]
    guard range.count == byteCount else {
      throw .sizeMismatch(name: name, shapeByteCount: byteCount, placeByteCount: range.count)
    }
    return Tensor(name: name, dtype: dtype, shape: shape, range: range)
  }

  /// Integers from 0 on; nil if any element is none.
  private static func sizes(_ elements: [JSON]) -> [Int]? {
    var sizes: [Int] = []
    for element in elements {
      guard let value = element.integerValue, let size = Int(exactly: value), size >= 0 else {
        return nil
      }
      sizes.append(size)
    }
    return sizes
  }
}
