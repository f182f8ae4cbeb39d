/// Samples from a file of images and one of labels, in the format of MNIST
/// (http://yann.lecun.com/exdb/mnist/: big-endian sizes, then a byte a pixel or label).
enum IDXSource {
  /// Reads all samples. Pixels are scaled by 1/255. There are `classCount` classes or, if that is
  /// nil, one more than the largest label. Without labels the samples have none.
  static func read(
    images: (file: String, bytes: [UInt8]), labels: (file: String, bytes: [UInt8])?,
    classCount: Int?, task: Task
  ) throws(DataError) -> RawSamples {
    let imageSizes = try sizes(of: images, "images", magic: 0x0000_0803, dimensions: 3)
    guard imageSizes[0] > 0 else { throw DataError(images.file, "the file has no images") }
    let featureCount = imageSizes[1] * imageSizes[2]
    guard featureCount > 0 else { throw DataError(images.file, "the images have no pixels") }
    let features = RawSamples(
      file: images.file, sampleCount: imageSizes[0], columnCount: featureCount,
      features: .bytes(
        Array(images.bytes[headerByteCount(dimensions: 3)...]), scale: 1 / Float(255)),
      labels: .none)
    guard let labels else { return features }
    let labelSizes = try sizes(of: labels, "labels", magic: 0x0000_0801, dimensions: 1)
    guard imageSizes[0] == labelSizes[0] else {
      throw DataError(
        "\(images.file) has \(imageSizes[0]) images but \(labels.file) has \(labelSizes[0]) labels")
    }
    let labelBytes = labels.bytes[headerByteCount(dimensions: 1)...]
    let largest = labelBytes.max() ?? 0
    let count = classCount ?? Int(largest) + 1
    if Int(largest) >= count, let index = labelBytes.firstIndex(of: largest) {
      throw DataError(
        labels.file,
        "the label \(largest) of sample \(index - labelBytes.startIndex) is out of range 0 to "
          + "\(count - 1)")
    }
    var samples = features
    samples.labels = .init(bytes: labelBytes, count: count, task: task)
    return samples
  }

  private static func headerByteCount(dimensions: Int) -> Int { 4 + 4 * dimensions }

  /// The sizes of the dimensions, after a check that the file is as long as they say.
  private static func sizes(
    of input: (file: String, bytes: [UInt8]), _ what: String, magic: UInt32, dimensions: Int
  ) throws(DataError) -> [Int] {
    let (file, bytes) = input
    guard !bytes.isEmpty else { throw DataError(file, "the file is empty") }
    let header = headerByteCount(dimensions: dimensions)
    guard bytes.count >= 4 else {
      throw DataError(file, "the file has only \(bytes.count) bytes; it was cut short")
    }
    let found = word(bytes, at: 0)
    guard found == magic else {
      throw DataError(
        file,
        "the file starts with 0x\(hexadecimal(found)), not with 0x\(hexadecimal(magic)) as IDX "
          + "\(what) do")
    }
    guard bytes.count >= header else {
      throw DataError(file, "the file has only \(bytes.count) bytes; it was cut short")
    }
    let sizes = (0..<dimensions).map { Int(word(bytes, at: 4 + 4 * $0)) }
    var count = 1
    var isTooLarge = false
    for size in sizes {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      isTooLarge = isTooLarge || overflow
      count = product
    }
    guard !isTooLarge, count <= DataLimits.valueCountMaximum else {
      throw DataError(file, "the file announces more \(what) than can be held in memory")
    }
    guard bytes.count - header == count else {
      let shape = sizes.dropFirst().map { "\($0)" }.joined(separator: "×")
      let each = shape.isEmpty ? "" : " of \(shape)"
      throw DataError(
        file,
        "the file announces \(sizes[0]) \(what)\(each) = \(count) bytes but has "
          + "\(bytes.count - header)")
    }
    return sizes
  }

  private static func word(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func hexadecimal(_ word: UInt32) -> String {
    let digits = String(word, radix: 16, uppercase: true)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
