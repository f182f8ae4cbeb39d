import Text

extension Safetensors {
  /// A whole file's header, checked against the file's length, and the offset of the data.
  ///
  /// Refused are a header that is too long or not an object, duplicate keys, unknown dtypes, sizes
  /// that do not match shape × dtype, overlaps, holes, truncation and trailing bytes.
  public static func decode(
    _ bytes: UnsafeRawBufferPointer
  ) throws(CheckpointError) -> (header: Safetensors, dataOffset: Int) {
    let dataOffset = try dataOffset(ofBeginning: bytes, fileByteCount: bytes.count)
    let header = try decode(
      beginning: UnsafeRawBufferPointer(rebasing: bytes[..<dataOffset]), fileByteCount: bytes.count)
    return (header, dataOffset)
  }

  /// How many bytes a file has before its data: what its first 8 bytes announce, and they.
  ///
  /// - Parameters:
  ///   - bytes: the file's first 8 bytes, or more.
  ///   - fileByteCount: how many the whole file has.
  public static func dataOffset(
    ofBeginning bytes: UnsafeRawBufferPointer, fileByteCount: Int
  ) throws(CheckpointError) -> Int {
    guard bytes.count >= 8 else { throw .tooShort(byteCount: bytes.count) }
    let announced = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard announced <= UInt64(headerByteCountMaximum) else {
      throw .headerTooLong(byteCount: announced)
    }
    let dataOffset = 8 + Int(announced)
    guard dataOffset <= fileByteCount else {
      throw .headerCutShort(byteCount: fileByteCount, headerEnd: dataOffset)
    }
    guard announced > 0 else { throw .headerIsNoObject }
    return dataOffset
  }

  /// The header of a file that is as long as it says. So a file can be told to be none before memory
  /// is asked for that has room for it.
  ///
  /// - Parameters:
  ///   - bytes: the file's bytes before its data, at least 9.
  ///   - fileByteCount: how many the whole file has; nil where that is not known yet, as of a pipe.
  public static func decode(
    beginning bytes: UnsafeRawBufferPointer, fileByteCount: Int?
  ) throws(CheckpointError) -> Safetensors {
    guard bytes[8] == UInt8(ascii: "{") else { throw .headerIsNoObject }
    let header = try decodeHeader(UnsafeRawBufferPointer(rebasing: bytes[8...]))
    guard let fileByteCount else { return header }
    let dataByteCount = fileByteCount - bytes.count
    guard header.dataByteCount <= dataByteCount else {
      throw .dataCutShort(byteCount: fileByteCount, dataByteCount: header.dataByteCount)
    }
    guard header.dataByteCount == dataByteCount else {
      throw .trailingBytes(count: dataByteCount - header.dataByteCount)
    }
    return header
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
