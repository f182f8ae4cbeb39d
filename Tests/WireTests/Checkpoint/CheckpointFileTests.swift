@testable import Hashing
@testable import Storage

import Coordination
import Testing
import Text

@Suite struct CheckpointFileTests {
  @Test func readsWhatWasWritten() throws {
    let example = CheckpointExample()
    let contents = try read(example.bytes)
    #expect(contents.description == example.description)
    #expect(floats(contents.parameters, of: example.bytes) == example.parameters)
    #expect(
      contents.optimizerState.map { floats($0, of: example.bytes) } == example.optimizerState)
    // Floats may be read in place.
    #expect(contents.parameters.lowerBound % 8 == 0)
  }

  @Test func keepsItsPromiseOnNamesInTheFile() throws {
    let example = CheckpointExample()
    let (file, _) = try example.bytes.withUnsafeBytes { try Safetensors.decode($0) }
    #expect(
      file.tensors.map(\.name) == [
        "0.weight", "0.bias", "2.weight", "2.bias", "optimizer.adam.first_moment",
        "optimizer.adam.second_moment",
      ])
    #expect(file[metadata: "format"] == "pt")
    #expect(file[metadata: "lockstep.version"] == "4611686018427387904")
    #expect(file[metadata: "lockstep.generation"] == "3")
    #expect(file[metadata: "lockstep.job"] == example.description.job)
    let data = example.bytes.suffix(file.dataByteCount)
    #expect(file[metadata: "lockstep.checksum"] == Hexadecimal.text(SHA256.hash(Array(data))))
  }

  /// Whatever byte is damaged, in whatever way: an error, or contents that are all the same.
  @Test func findsEveryDamagedByte() throws {
    let example = CheckpointExample()
    let intact = try read(example.bytes)
    let dataOffset = intact.parameters.lowerBound
    var errors = 0
    for index in example.bytes.indices {
      for change in [0x01, 0x04, 0x20, 0x80, 0xFF] as [UInt8] {
        var damaged = example.bytes
        damaged[index] ^= change
        do {
          let contents = try read(damaged)
          #expect(index < dataOffset, "damaged data byte \(index - dataOffset) was not noticed")
          #expect(contents == intact, "damaged header byte \(index) changed the contents")
        } catch let error as CheckpointError {
          #expect(!error.description.isEmpty)
          errors += 1
        }
      }
    }
    #expect(errors == 5 * example.bytes.count)
  }

  /// What is said of the data is kept, and a change of it found; so is a text of another program's.
  @Test func `every text of the metadata is covered`() throws {
    var example = CheckpointExample()
    example.description.data = #"{"features":3}"#
    #expect(try read(example.bytes).description == example.description)
    let end = try read(example.bytes).parameters.lowerBound
    let header = String(decoding: example.bytes[..<end], as: UTF8.self)
    for (member, other) in [
      (#"{\"features\":3}"#, #"{\"features\":4}"#), (#""format":"pt""#, #""format":"tf""#),
      (#""format":"pt""#, #""formaT":"pt""#), (#""lockstep.data""#, #""lockstep.dada""#),
    ] {
      let changed = header.replacing(member, with: other)
      #expect(changed != header)
      #expect(throws: CheckpointError.headerChecksumMismatch) {
        try read(Array(changed.utf8) + example.bytes[end...])
      }
    }
  }

  /// The checksums are worked out by Python's hashlib.
  @Test func `files of the first layout are read`() throws {
    func bytes(layout: String?) -> [UInt8] {
      var file = Safetensors()
      file.append(metadata: "format", "pt")
      if let layout { file.append(metadata: "lockstep.layout", layout) }
      file.append(metadata: "lockstep.version", "7")
      file.append(metadata: "lockstep.generation", "2")
      file.append(metadata: "lockstep.job", "{}")
      file.append(
        metadata: "lockstep.checksum",
        "b9c80b5adeca450753a16950c3cc655d271f7bef7a485bc83f112b72fef21d37")
      file.append(
        metadata: "lockstep.header_checksum",
        "8661b8291da88457a2808700f4f740bd106ec688ae5034619999946f6b6b9a40")
      file.append("0.weight", .float32, shape: [1, 2])
      return file.encoded() + [0, 0, 128, 63, 0, 0, 0, 64]
    }
    let description = try read(bytes(layout: nil)).description
    #expect(description.version == 7 && description.data == nil)
    #expect(throws: CheckpointError.unknownLayout("3")) { try read(bytes(layout: "3")) }
    #expect(throws: CheckpointError.headerChecksumMismatch) { try read(bytes(layout: "2")) }
  }

  @Test func `what validations have come to`() throws {
    var example = CheckpointExample()
    example.description.version = 100
    var history = ValidationHistory()
    for (version, loss) in [(20, 0.3), (40, 0.1), (60, 0.2), (80, 0.25)] {
      history.take(loss: loss, version: UInt64(version), reducesAfter: 2)
    }
    example.description.validation = history
    #expect(try read(example.bytes).description.validation == history)
    let (file, _) = try example.bytes.withUnsafeBytes { try Safetensors.decode($0) }
    #expect(
      file[metadata: "lockstep.validation"]
        == #"{"last_step":80,"best_step":40,"best_loss":0.1,"since_best":2,"#
        + #""rate_reductions":1,"since_change":0}"#)
    // Of a later version than the file's it can't be, and without it the checksum is another.
    example.description.version = 79
    #expect(throws: CheckpointError.invalidMetadata(key: "lockstep.validation")) {
      try read(example.bytes)
    }
  }

  /// Version 100, of which two were steps 99 and 100: 0 to 97 are applied, and 98 is not.
  @Test func `steps applied ahead of others`() throws {
    var example = CheckpointExample()
    example.description.version = 100
    example.description.appliedAhead = [99, 100]
    let contents = try read(example.bytes)
    #expect(contents.description == example.description)
    let (file, _) = try example.bytes.withUnsafeBytes { try Safetensors.decode($0) }
    let member = #""lockstep.applied_ahead":"99-100""#
    #expect(file[metadata: "lockstep.applied_ahead"] == "99-100")
    // Another such list under the same checksum is noticed, and so is its absence.
    let end = contents.parameters.lowerBound
    let header = String(decoding: example.bytes[..<end], as: UTF8.self)
    for other in [#""lockstep.applied_ahead":"99-101""#, #""lockstep.applied_aheaD":"99-100""#] {
      let damaged = Array(header.replacing(member, with: other).utf8) + example.bytes[end...]
      #expect(damaged.count == example.bytes.count && damaged != example.bytes)
      #expect(throws: CheckpointError.headerChecksumMismatch) { try read(damaged) }
    }
    // Without any, the file is as it was before there were such modes.
    #expect(!String(decoding: CheckpointExample().bytes, as: UTF8.self).contains("applied_ahead"))
  }

  @Test(
    arguments: [
      // All four of them are applied, so the first that is not is step 4.
      (8, [5, 7, 8, 12], true), (8, [4, 7, 8, 12], false), (2, [1, 2], true), (2, [0, 2], false),
      (1, [1, 2], false), (3, [], true),
    ] as [(UInt64, [UInt64], Bool)])
  func `steps ahead that can't be, are refused`(version: UInt64, ahead: [UInt64], isValid: Bool)
    throws
  {
    var example = CheckpointExample()
    example.description.version = version
    example.description.appliedAhead = ahead
    if isValid {
      #expect(try read(example.bytes).description == example.description)
    } else {
      #expect(throws: CheckpointError.invalidMetadata(key: "lockstep.applied_ahead")) {
        try read(example.bytes)
      }
    }
  }

  @Test func refusesEveryTruncationAndExtension() {
    let bytes = CheckpointExample().bytes
    for count in 0..<bytes.count {
      #expect(throws: CheckpointError.self) { try read(Array(bytes[..<count])) }
    }
    #expect(throws: CheckpointError.trailingBytes(count: 1)) { try read(bytes + [0]) }
  }

  @Test func saysWhatIsWrongInASentence() {
    let bytes = CheckpointExample().bytes
    #expect {
      try read(Array(bytes.dropLast(4)))
    } throws: {
      "\($0)" == "the file ends at byte \(bytes.count - 4) but its header announces 204 bytes of "
        + "tensors; it was cut short"
    }
    var damaged = bytes
    damaged[bytes.count - 1] ^= 1
    #expect(throws: CheckpointError.dataChecksumMismatch) { try read(damaged) }
  }

  @Test func refusesOtherSafetensorsFiles() {
    func refusal(_ build: (inout Safetensors) -> Void) -> CheckpointError? {
      var file = Safetensors()
      build(&file)
      do {
        _ = try read(file.encoded() + [UInt8](repeating: 0, count: file.dataByteCount))
        return nil
      } catch {
        return error as? CheckpointError
      }
    }
    func describe(_ file: inout Safetensors, version: String = "1") {
      file.append(metadata: "lockstep.version", version)
      file.append(metadata: "lockstep.generation", "1")
      file.append(metadata: "lockstep.job", "{}")
      file.append(metadata: "lockstep.checksum", "")
      file.append(metadata: "lockstep.header_checksum", "")
    }
    #expect(
      refusal { $0.append("0.weight", .float32, shape: [1]) }
        == .missingMetadata(key: "lockstep.checksum"))
    for version in ["", "-1", "+1", "01", "1.0", "18446744073709551616"] {
      #expect(
        refusal { describe(&$0, version: version) } == .invalidMetadata(key: "lockstep.version"))
    }
    #expect(refusal { describe(&$0) } == .noParameters)
    #expect(
      refusal {
        describe(&$0)
        $0.append("0.weight", .float16, shape: [2])
      } == .notFloat32(name: "0.weight", dtype: .float16))
    #expect(
      refusal {
        describe(&$0)
        $0.append("0.weight", .float32, shape: [2])
        $0.append("optimizer.momentum", .float32, shape: [3])
      } == .stateMismatch(name: "optimizer.momentum", parameterCount: 2))
    #expect(
      refusal {
        describe(&$0)
        $0.append("0.weight", .float32, shape: [2])
        $0.append("optimizer.momentum", .float32, shape: [2])
        $0.append("1.weight", .float32, shape: [2])
      } == .parameterBehindState(name: "1.weight"))
    #expect(
      refusal {
        describe(&$0)
        $0.append("0.weight", .float32, shape: [2])
      } == .headerChecksumMismatch)
  }

  private func read(_ bytes: [UInt8]) throws -> CheckpointContents {
    try bytes.withUnsafeBytes { try CheckpointFile.read($0) }
  }

  private func floats(_ range: Range<Int>, of bytes: [UInt8]) -> [Float] {
    bytes[range].withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
  }
}
