/// The handwritten digits within the program: 1,797 images of 8×8 pixels, each from 0 to 16.
///
/// The test set of "Optical Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak, UCI
/// Machine Learning Repository (1998), https://doi.org/10.24432/C50P49, CC BY 4.0. The last 360 are
/// held out for validation.
enum Digits {
  /// How many images are held out.
  static let heldOutCount = 360
  private static let sampleCount = 1797
  private static let pixelCount = 64

  /// The samples of a part; pixels are scaled by 1/8, to 0 … 2.
  static func read(_ split: DataSplit, task: Task) -> RawSamples {
    let samples =
      switch split {
      case .training: 0..<sampleCount - heldOutCount
      case .validation: sampleCount - heldOutCount..<sampleCount
      }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(samples.count * pixelCount)
    var labels: [UInt8] = []
    digitsText.withUTF8Buffer { text in
      // A line is the pixels, the digit and a line feed.
      let lineLength = pixelCount + 2
      for sample in samples {
        let line = text[sample * lineLength..<(sample + 1) * lineLength - 1]
        for letter in line.prefix(pixelCount) { pixels.append(letter - UInt8(ascii: "A")) }
        labels.append(line[line.startIndex + pixelCount] - UInt8(ascii: "0"))
      }
    }
    return RawSamples(
      file: "digits", sampleCount: samples.count, columnCount: pixelCount,
      features: .bytes(pixels, scale: 1 / 8),
      labels: .init(bytes: labels, count: 10, task: task))
  }
}
