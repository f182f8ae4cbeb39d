import Learning
import Testing

@Suite struct IDXTests {
  /// Three images of 1×2 pixels, and their labels.
  private static let images: [UInt8] =
    [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2] + [0, 255, 51, 102, 1, 2]
  private static let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3] + [2, 0, 1]

  private func read(
    images: [UInt8] = IDXTests.images, labels: [UInt8] = IDXTests.labels, task: Task = .multiclass
  ) throws -> LoadedData {
    try loadData(
      training: DataSpecification("idx:i,l"), validation: nil, task: task,
      reading: Files(contents: ["i": images, "l": labels]).reading)
  }

  @Test func readsImagesAndLabels() throws {
    let data = try read()
    #expect(data.training.sampleCount == 3)
    #expect(data.training.featureCount == 2)
    #expect(data.training.gathered.map { ($0 * 255).rounded() } == [0, 255, 51, 102, 1, 2])
    #expect(data.training.gathered[1] == 1)
    #expect(data.training.classes == [2, 0, 1])
    #expect(data.classNames == ["0", "1", "2"])
    #expect(try read(task: .regression).training.values == [2, 0, 1])
  }

  @Test(arguments: [
    ([], labels, "i: the file is empty"),
    ([0, 0], labels, "i: the file has only 2 bytes; it was cut short"),
    (Array(images[..<15]), labels, "i: the file has only 15 bytes; it was cut short"),
    (
      Array(images.dropLast()), labels,
      "i: the file announces 3 images of 1×2 = 6 bytes but has 5"
    ),
    (images + [0], labels, "i: the file announces 3 images of 1×2 = 6 bytes but has 7"),
    (images, Array(labels.dropLast()), "l: the file announces 3 labels = 3 bytes but has 2"),
    (
      labels, images, "i: the file starts with 0x00000801, not with 0x00000803 as IDX images do"
    ),
    (
      [0x1F, 0x8B, 8, 0, 0], labels,
      "i: the file starts with 0x1F8B0800, not with 0x00000803 as IDX images do"
    ),
    (
      [0, 0, 8, 3] + [UInt8](repeating: 0xFF, count: 12), labels,
      "i: the file announces more images than can be held in memory"
    ),
    (images, [0, 0, 8, 1, 0, 0, 0, 2, 0, 1], "i has 3 images but l has 2 labels"),
    ([0, 0, 8, 3] + [UInt8](repeating: 0, count: 12), [0, 0, 8, 1, 0, 0, 0, 0], "i: the file has no images"),
    (
      [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 2], labels, "i: the images have no pixels"
    ),
  ] as [([UInt8], [UInt8], String)])
  func saysWhatIsWrong(images: [UInt8], labels: [UInt8], expected: String) {
    #expect(sentence { try read(images: images, labels: labels) } == expected)
  }
}
