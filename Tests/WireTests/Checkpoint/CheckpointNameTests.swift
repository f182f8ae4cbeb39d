@testable import Storage

import Testing

@Suite struct CheckpointNameTests {
  @Test(
    arguments: [
      (0, "checkpoint-0000000000.safetensors"), (1234, "checkpoint-0000001234.safetensors"),
      (9_999_999_999, "checkpoint-9999999999.safetensors"),
      (.max, "checkpoint-18446744073709551615.safetensors"),
    ] as [(UInt64, String)])
  func namesAVersionAndFindsItAgain(version: UInt64, name: String) {
    #expect(CheckpointName.fileName(version: version) == name)
    #expect(CheckpointName.version(fileName: name) == version)
  }

  @Test(arguments: [
    "", "latest.safetensors", "checkpoint-.safetensors", "checkpoint-1.safetensors",
    "checkpoint-00000000001.safetensors", "checkpoint-+000000001.safetensors",
    "checkpoint-0000000001.safetensors.tmp", "x/checkpoint-0000000001.safetensors",
    "checkpoint-18446744073709551616.safetensors", "checkpoint-000000000a.safetensors",
  ])
  func takesNoOtherName(name: String) {
    #expect(CheckpointName.version(fileName: name) == nil)
  }
}
