import Learning
import Testing

/// What a few bytes of a file can ask for is asked of the memory first.
@Suite struct DataMemoryTests {
  private func sentences(_ specification: String, _ text: String, memory: Int) -> String? {
    sentence {
      try loadData(
        training: try DataSpecification(specification), validation: nil, task: .regression,
        reading: Files(contents: ["train": Array(text.utf8)]).reading, memory: { memory })
    }
  }

  @Test func aLargeIndexTakesNoMemory() {
    let line = "1 1000000:1\n"
    // 200 · 1,000,000 floats of 4 bytes.
    #expect(
      sentences("libsvm:train", String(repeating: line, count: 200), memory: 799_999_999)
        == "train: 200 samples of 1000000 features need 800000000 bytes of memory, and 799999999 "
        + "are available here")
    // More than the limit of all machines: 2³² values.
    #expect(
      sentences("libsvm:train", String(repeating: line, count: 4_300), memory: .max)
        == "train: 4300 samples of 1000000 features are more values than the 4294967296 allowed")
    // More than any network takes, whatever the memory.
    #expect(
      sentences("libsvm:train", "1 16000000:1\n", memory: .max)
        == "train: line 1 has index 16000000, beyond the 1000000 features that are allowed")
  }

  @Test func `columns of many categories become no more features than a network takes`() throws {
    // 101 · 10,000 inputs.
    let values = (0..<10_000).map { "\($0)" }
    let preparation = DataPreparation(
      columns: (0..<101).map { .init(name: "\($0)", .category(values, mayBeMissing: false)) },
      classNames: nil)
    let table = Array(repeating: "7", count: 102).joined(separator: ",")
    #expect(
      sentence {
        try loadData(
          training: try DataSpecification("csv:train,header=no"), validation: nil,
          task: .regression, preparation: preparation,
          reading: Files(contents: ["train": Array(table.utf8)]).reading)
      } == "train: its columns become 1010000 features, more than the 1000000 allowed")
  }

  @Test func aTableIsReadWithinTheMemory() throws {
    let text = String(repeating: "1,2,3,4,5,6,7,8\n", count: 1000)
    // 7,000 floats.
    let found = sentences("csv:train,header=no", text, memory: 20_000)
    #expect(found?.contains("bytes of memory, and 20000 are available here") == true)
    #expect(sentences("csv:train,header=no", text, memory: 80_000) == nil)
  }
}
