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
    let lines = String(repeating: "1 16000000:1\n", count: 200)
    // 200 · 16,000,000 floats of 4 bytes.
    #expect(
      sentences("libsvm:train", lines, memory: 12_799_999_999)
        == "train: 200 samples of 16000000 features need 12800000000 bytes of memory, and 12799999999 "
        + "are available here")
    // More than the limit of all machines: 2³² values.
    #expect(
      sentences("libsvm:train", lines + lines, memory: .max)
        == "train: 400 samples of 16000000 features are more values than the 4294967296 allowed")
  }

  @Test func aTableIsReadWithinTheMemory() throws {
    let text = String(repeating: "1,2,3,4,5,6,7,8\n", count: 1000)
    // 7,000 floats.
    let found = sentences("csv:train,header=no", text, memory: 20_000)
    #expect(found?.contains("bytes of memory, and 20000 are available here") == true)
    #expect(sentences("csv:train,header=no", text, memory: 80_000) == nil)
  }
}
